// Batches between two pages: what they gather, what others see of them, and
// what they do to calls, events, references and incoming edits.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';

const open = setUpPair({ options: { protocol: { heartbeat: { enabled: false } } } });

// Opens a document; in Bob's page e2e.log is all that it tells, in order.
async function pair(what, data) {
  const [a, b] = await open(what, data);
  await b.evaluate(() => {
    const log = (e2e.log = []);
    e2e.model.on('version_changed', () => log.push('version'));
    e2e.model.root().on('model_changed', (e) => log.push(`${e.childEvent.name} ${e.relativePath.join('/')}`.trim()));
    e2e.text.on('reference', (e) => log.push(`reference ${e.reference.key()} at ${e.reference.value()}`));
  });
  return [a, b];
}

test('starting, completing and cancelling, in every state', async () => {
  const [a, b] = await pair('states', { text: '', n: 0 });
  const rows = await a.evaluate(() => {
    const m = e2e.model;
    const told = [];
    for (const name of ['modified', 'committed', 'version_changed']) m.on(name, (e) => told.push(e.name));
    const state = () => [m.isBatchStarted(), m.batchSize(), m.isCommitted()];
    const attempt = (f) => { try { return f() === undefined ? 'ok' : 'result'; } catch (e) { return /batch/.test(e.message) && e instanceof Error ? 'refused' : e.message; } };
    const rows = [['idle', ...state(), attempt(() => m.completeBatch()), attempt(() => m.endBatch()), attempt(() => m.cancelBatch())]];
    rows.push(['start', attempt(() => m.startBatch()), ...state(), attempt(() => m.startBatch()), attempt(() => m.completeBatch()), attempt(() => m.endBatch())]);
    rows.push(['cancel', attempt(() => m.cancelBatch()), ...state(), told.length]);
    m.startBatch();
    // What changes nothing is no part of it.
    e2e.text.splice(0, 0, '');
    m.elementAt('n').add(0);
    m.root().remove('absent');
    rows.push(['nothing', ...state()]);
    e2e.text.insert(0, 'x');
    m.elementAt('n').add(1);
    m.root().set('k', [1, 2]);
    rows.push(['content', ...state(), attempt(() => m.cancelBatch()), attempt(() => m.startBatch()), e2e.text.value(), [...told]]);
    rows.push(['complete', attempt(() => m.endBatch()), ...state(), attempt(() => m.endBatch())]);
    return rows;
  });
  assert.deepEqual(rows, [
    ['idle', false, 0, true, 'refused', 'refused', 'refused'],
    ['start', 'ok', true, 0, true, 'refused', 'refused', 'refused'],
    ['cancel', 'ok', false, 0, true, 0],
    ['nothing', true, 0, true],
    ['content', true, 3, false, 'refused', 'refused', 'x', ['modified']],
    ['complete', 'ok', false, 0, false, 'refused'],
  ]);
  assert.equal(await converge([a, b]), '{"text":"x","n":1,"k":[1,2]}');
  assert.deepEqual(await b.evaluate(() => e2e.log), ['insert text', 'delta n', 'set', 'version']);
});

test('nothing of a batch is sent before it is complete, and then in one message and one version', async () => {
  const [a, b] = await pair('sent', { text: '', list: [] });
  const result = await a.evaluate(async () => {
    // A turn with nothing in it, so that all that belongs to opening has been sent.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [sent, version] = [e2e.wire.sent, e2e.model.version()];
    e2e.model.startBatch();
    for (let i = 0; i < 50; i++) { e2e.text.insert(0, 'a'); e2e.model.elementAt('list').push(i); }
    const cursor = e2e.text.indexReference('cursor');
    cursor.set(50);
    cursor.share();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const during = [e2e.wire.sent - sent, e2e.model.batchSize(), e2e.model.isCommitted()];
    e2e.model.completeBatch();
    await e2e.committed();
    return { during, after: [e2e.wire.sent - sent, e2e.model.version() - version] };
  });
  assert.deepEqual(result, { during: [0, 100, false], after: [1, 1] });
  await converge([a, b]);
  await b.evaluate(() => e2e.until(() => e2e.log.some((x) => x.startsWith('reference'))));
  const log = await b.evaluate(() => e2e.log);
  // The versions in between do not exist, and the cursor comes after its text.
  assert.deepEqual([log.length, log.filter((x) => x === 'version').length, log.slice(-2)], [102, 1, ['version', 'reference cursor at 50']]);
});

test('edits of others arrive during a batch and move what is in it', async () => {
  const [a, b] = await pair('during', { text: '0123456789', list: ['a', 'b', 'c'], o: { k: 1 } });
  await a.evaluate(() => {
    e2e.heard = [];
    e2e.model.on('version_changed', () => e2e.heard.push('version'));
    e2e.text.on('remove', (e) => e2e.heard.push(`remove ${e.index} ${e.value}`));
    e2e.model.startBatch();
    e2e.text.insert(5, 'xx');
    e2e.model.elementAt('list').remove(1);
    e2e.model.elementAt('o').set('k', 'mine');
    e2e.gone = e2e.model.elementAt('o', 'k');
  });
  await b.evaluate(async () => {
    e2e.text.remove(0, 3);
    e2e.model.elementAt('list').unshift('z');
    e2e.model.elementAt('o').set('k', 'theirs');
    await e2e.committed();
  });
  await a.evaluate(() => e2e.until(() => e2e.heard.filter((x) => x === 'version').length === 3));
  assert.deepEqual(await a.evaluate(() => [e2e.heard[0], e2e.text.value(), e2e.model.elementAt('list').value(), e2e.model.batchSize(), e2e.model.isBatchStarted()]), ['remove 0 012', '34xx56789', ['z', 'a', 'c'], 3, true]);
  await a.evaluate(() => { e2e.text.insert(2, '!'); e2e.model.completeBatch(); });
  const value = JSON.parse(await converge([a, b]));
  assert.deepEqual([value.text, value.list], ['34!xx56789', ['z', 'a', 'c']]);
  assert.equal(value.o.k, 'theirs', 'of two that set a property the one that is ordered first wins');
  const order = await b.evaluate(() => e2e.log);
  assert.equal(order.at(-1), 'version');
});

test('a batch over a lost connection is sent once, as a whole', async () => {
  const [a, b] = await pair('lost', { text: '', n: 0 });
  const version = await a.evaluate(async () => {
    e2e.model.startBatch();
    e2e.text.insert(0, 'in');
    e2e.cut();
    await e2e.until(() => !e2e.domain.isConnected());
    e2e.model.elementAt('n').add(1);
    e2e.mend();
    await e2e.until(() => e2e.domain.isConnected());
    await new Promise((resolve) => setTimeout(resolve, 200));
    const during = [e2e.model.isBatchStarted(), e2e.model.batchSize(), e2e.model.version()];
    e2e.text.insert(2, 'side');
    e2e.model.completeBatch();
    await e2e.committed();
    return [...during, e2e.model.version()];
  });
  assert.deepEqual(version, [true, 2, 1, 2]);
  assert.equal(await converge([a, b]), '{"text":"inside","n":1}');
  assert.deepEqual(await b.evaluate(() => e2e.log), ['insert text', 'delta n', 'insert text', 'version']);
});

test('a batch that is not complete ends with its model, and a closed model takes none', async () => {
  const [a, b] = await pair('unfinished', { text: '' });
  const result = await a.evaluate(async () => {
    const m = e2e.model;
    const told = [];
    m.on('closed', (e) => told.push(`closed ${e.local}`));
    m.startBatch();
    e2e.text.insert(0, 'x');
    await m.close();
    const again = await e2e.domain.models().open(m.modelId());
    await again.close();
    const thrown = (f) => { try { f(); return 'nothing'; } catch (e) { return `${e.name}: ${e.message}`; } };
    return [told, m.isOpen(), thrown(() => e2e.text.insert(0, 'y')), thrown(() => again.startBatch())];
  });
  assert.deepEqual(result.slice(0, 2), [['closed true'], false]);
  assert.match(result[2], /^Error: .*detached/);
  assert.match(result[3], /^Error: .*closed/);
  assert.deepEqual(await b.evaluate(() => [e2e.text.value(), e2e.log]), ['', []]);
  assert.deepEqual([...a.problems, ...b.problems], []);
});
