// What edits that were not sent yet are merged into: what others hear of them,
// and which versions they become.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';

const DATA = { text: 'one two', list: [1, 2, 3], o: { k: 1 } };
const open = setUpPair({
  prepare: () => {
    // What Ada does by hand in one turn, and others have other calls for.
    e2e.replace = (model = e2e.model) => {
      const [text, list, o] = ['text', 'list', 'o'].map((key) => model.elementAt(key));
      text.remove(0, 3);
      text.insert(0, '1');
      list.remove(1);
      list.insert(1, 'two');
      o.remove('k');
      o.set('k', 'one');
    };
    // The text at each version from `first` on.
    e2e.versions = async (first) => {
      const history = await e2e.domain.models().history(e2e.model.modelId());
      const values = [];
      for (let version = first; version <= history.maxVersion(); version++) {
        await history.playTo(version);
        values.push(history.elementAt('text').value());
      }
      return values;
    };
    // Ends a turn.
    e2e.turn = () => new Promise((resolve) => queueMicrotask(resolve));
  },
});

// Opens a document; in Bob's page e2e.log is all that it tells, in order.
async function pair(what) {
  const [a, b] = await open(what, DATA);
  await b.evaluate(() => {
    const log = (e2e.log = []);
    e2e.model.on('version_changed', () => log.push('version'));
    e2e.model.root().on('model_changed', (e) => log.push(`${e.childEvent.name} ${e.relativePath.join('/')}`));
  });
  return [a, b];
}
const REPLACED = '{"text":"1 two","list":[1,"two",3],"o":{"k":"one"}}';
const HEARD = ['remove text', 'insert text', 'remove list', 'insert list', 'remove o', 'set o'];

test('removing and inserting in one turn is heard as that, in a batch as well', async () => {
  const [a, b] = await pair('kinds');
  await a.evaluate(() => e2e.replace());
  assert.equal(await converge([a, b]), REPLACED);
  assert.deepEqual(await b.evaluate(() => e2e.log.filter((entry) => entry !== 'version')), HEARD);
  assert.equal((await b.evaluate(() => e2e.state())).version, 7);

  await b.evaluate(() => { e2e.log.length = 0; });
  await a.evaluate(() => { e2e.model.startBatch(); e2e.replace(); e2e.model.completeBatch(); });
  assert.equal(await converge([a, b]), REPLACED.replace('1 two', '1wo'));
  assert.deepEqual(await b.evaluate(() => e2e.log), [...HEARD, 'version']);
});

test('what is typed, taken back and replaced by splice() in one turn is one event', async () => {
  const [a, b] = await pair('typed');
  await a.evaluate(async () => {
    for (const [at, letter] of [...'ab!'].entries()) e2e.text.insert(7 + at, letter);
    e2e.text.remove(9, 1);
    await e2e.committed();
    e2e.text.splice(0, 3, '1');
    e2e.text.insert(1, 'st');
    e2e.text.remove(3, 1);
  });
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => [e2e.log, e2e.text.value()]), [['insert text', 'version', 'splice text', 'version'], '1sttwoab']);
});

test('work without a connection has a version for each second of typing, and none is lost across turns and pauses', async () => {
  const [a, b] = await pair('offline');
  const versions = await a.evaluate(async () => {
    e2e.cut();
    await e2e.until(() => !e2e.domain.isConnected());
    const type = async (what) => {
      for (const letter of what) {
        e2e.text.insert(e2e.text.length(), letter);
        await e2e.turn();
      }
    };
    await type(' abc');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await type('de');
    e2e.text.remove(e2e.text.length() - 1, 1); // of what was typed in a turn before
    await e2e.turn();
    e2e.replace();
    e2e.mend();
    await e2e.committed();
    return e2e.versions(1);
  });
  await converge([a, b]);
  assert.deepEqual(versions, ['one two', 'one two abc', 'one two abcde', 'one two abcd', ' two abcd', '1 two abcd', ...Array(4).fill('1 two abcd')]);
  assert.deepEqual(await b.evaluate(() => e2e.log.filter((entry) => entry !== 'version')), ['insert text', 'insert text', 'remove text', ...HEARD]);
});

test('with models.merge false every call is an event and a version', async () => {
  const [a, b] = await pair('apart');
  const options = await a.evaluate(async () => {
    const domain = await Convergence.connectAnonymously(e2e.url, 'Ada', { models: { merge: false } });
    const model = await domain.models().open(e2e.model.modelId());
    const text = model.elementAt('text');
    for (const [at, letter] of [...'abc'].entries()) text.insert(at, letter);
    text.remove(2, 1);
    model.startBatch();
    text.insert(0, '(');
    text.insert(1, '[');
    model.completeBatch();
    await e2e.until(() => model.isCommitted());
    const { merge } = domain.options().models;
    await domain.dispose();
    return [merge, e2e.domain.options().models.merge];
  });
  assert.deepEqual(options, [false, true]);
  await converge([a, b]);
  assert.deepEqual(await a.evaluate(() => e2e.versions(2)), ['aone two', 'abone two', 'abcone two', 'abone two', '([abone two']);
  const insert = 'insert text';
  assert.deepEqual(await b.evaluate(() => e2e.log.filter((entry) => entry !== 'version')), [insert, insert, insert, 'remove text', insert, insert]);
});
