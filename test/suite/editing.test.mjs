// Two people in one document, and a third who comes later.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge, openModelPage } from '../harness/browser.mjs';
import { seeded } from '../harness/random.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const open = (id, name, data) => suite.openModel({ id, name, data });

test('edits travel both ways and every page ends with the same text', async () => {
  const id = freshId('both-ways');
  const a = await open(id, 'Ada');
  const b = await open(id, 'Bob');
  await a.evaluate(() => e2e.text.insert(0, 'Hello world'));
  assert.equal(await converge([a, b]), '{"text":"Hello world"}');
  await b.evaluate(() => { e2e.text.remove(0, 5); e2e.text.insert(0, 'Goodbye,'); });
  assert.equal(await converge([a, b]), '{"text":"Goodbye, world"}');
  await Promise.all([
    a.evaluate(() => e2e.text.insert(0, '<')),
    b.evaluate(() => e2e.text.insert(e2e.text.length(), '>')),
  ]);
  assert.equal(await converge([a, b]), '{"text":"<Goodbye, world>"}');
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('pages that agree with each other and not with the server do not converge', async () => {
  // A page of its own: it is spoilt for others.
  const page = await openModelPage(suite.browser, suite.server, { id: freshId('lying'), name: 'Ada', data: { text: 'stored' } });
  assert.equal(await converge([page]), '{"text":"stored"}');
  await page.evaluate(() => { e2e.state = () => ({ committed: true, version: 1, value: '{"text":"not stored"}' }); });
  await assert.rejects(converge([page], { timeout: 300 }), /the pages and the server do not converge:\npage 0 .*not stored.*\nheld .*"stored.*\nreplayed .*"stored/);
});

test('a remote edit arrives as the event that describes it', async () => {
  const id = freshId('events');
  const a = await open(id, 'Ada', { text: 'abcdef' });
  const b = await open(id, 'Bob');
  await b.evaluate(() => {
    e2e.log = e2e.record(e2e.text, ['insert', 'remove', 'splice', 'value'], ['index', 'value', 'deleteCount', 'insertValue', 'local']);
    e2e.text.on('insert', (event) => { e2e.author = [event.user.displayName, event.sessionId, event.element === e2e.text]; });
  });
  const session = await a.evaluate(() => {
    e2e.text.insert(1, 'XY');
    return e2e.domain.session().sessionId();
  });
  await converge([a, b]);
  await a.evaluate(() => e2e.text.remove(0, 2));
  await converge([a, b]);
  await a.evaluate(() => e2e.text.splice(0, 1, '-'));
  await converge([a, b]);
  await a.evaluate(() => e2e.text.value('whole'));
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => e2e.log), [
    { name: 'insert', index: 1, value: 'XY', local: false },
    { name: 'remove', index: 0, value: 'aX', local: false },
    { name: 'splice', index: 0, deleteCount: 1, insertValue: '-', local: false },
    { name: 'value', local: false },
  ]);
  assert.deepEqual(await b.evaluate(() => e2e.author), ['Ada', session, true]);
});

test('a page that opens the document later has all of it, and takes part', async () => {
  const id = freshId('later');
  const a = await open(id, 'Ada');
  const b = await open(id, 'Bob');
  await a.evaluate(() => {
    e2e.text.insert(0, 'one ');
    e2e.mine = e2e.text.indexReference('caret');
    e2e.mine.set(3);
    e2e.mine.share();
  });
  await converge([a, b]);
  await b.evaluate(() => {
    e2e.mine = e2e.text.rangeReference('selection');
    e2e.mine.set({ start: 4, end: 1 });
    e2e.mine.share();
    e2e.text.insert(0, 'two ');
  });
  assert.equal(await converge([a, b]), '{"text":"two one "}');
  await a.evaluate(() => e2e.until(() => e2e.text.references().length === 2, 15000, 'the selection of Bob'));
  const c = await open(id, 'Cleo');
  const places = (page) => page.evaluate(() => e2e.text.references().map((r) => [r.user().displayName, r.key(), r.value()]).sort());
  assert.deepEqual(await places(c), [['Ada', 'caret', 7], ['Bob', 'selection', { start: 8, end: 5 }]]);
  await c.evaluate(() => e2e.text.insert(6, 'three'));
  assert.equal(await converge([a, b, c]), '{"text":"two onthreee "}');
  for (const page of [a, b, c]) assert.deepEqual(await places(page), [['Ada', 'caret', 12], ['Bob', 'selection', { start: 13, end: 5 }]]);
  const names = await c.evaluate(() => e2e.model.collaborators().map((person) => person.user.displayName).sort());
  assert.deepEqual(names, ['Ada', 'Bob', 'Cleo']);
  await b.close();
  await Promise.all([a, c].map((page) => page.evaluate(() => e2e.until(() => e2e.model.collaborators().length === 2, 15000, 'the closed page to leave'))));
  assert.deepEqual(await places(c), [['Ada', 'caret', 12]]);
});

test('three pages that edit at once converge, whatever the order of arrival', async () => {
  const random = seeded();
  const id = freshId('at-once');
  const pages = [await open(id, 'Ada'), await open(id, 'Bob'), await open(id, 'Cleo')];
  await Promise.all(pages.map((page, i) => page.evaluate(async ([seed, mark]) => {
    let state = seed >>> 0;
    const below = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 2 ** 32) * n); };
    for (let i = 0; i < 300; i++) {
      const text = e2e.text;
      const at = below(text.length() + 1);
      const choice = below(10);
      if (choice < 6) text.insert(at, mark + below(10));
      else if (choice < 9) text.remove(at, Math.min(below(4), text.length() - at));
      else text.splice(at, Math.min(below(4), text.length() - at), `(${mark})`);
      if (below(4) === 0) await new Promise((resolve) => setTimeout(resolve, below(4)));
    }
  }, [random.seed + i, 'xyz'[i]])));
  try {
    const value = JSON.parse(await converge(pages, { timeout: 30000 })).text;
    assert.ok(value.length > 0);
  } catch (error) {
    throw new Error(`SEED=${random.seed}: ${error.message}`, { cause: error });
  }
});

test('a batch reaches the other page as a whole', async () => {
  const id = freshId('batch');
  const a = await open(id, 'Ada', { text: '', count: 0 });
  const b = await open(id, 'Bob');
  await b.evaluate(() => {
    e2e.seen = [];
    e2e.model.on('version_changed', () => e2e.seen.push([e2e.text.value(), e2e.model.elementAt('count').value()]));
  });
  await a.evaluate(() => {
    e2e.model.startBatch();
    e2e.text.insert(0, 'ab');
    e2e.model.elementAt('count').increment();
    e2e.text.insert(2, 'c');
    e2e.model.completeBatch();
  });
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => e2e.seen), [['abc', 1]]);
});
