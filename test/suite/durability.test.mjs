// What was acknowledged survives a crash of the server, and what was not yet
// acknowledged is sent again, once.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const quick = { reconnect: { reconnectIntervals: [0, 0.1, 0.2, 0.5] }, protocol: { heartbeat: { enabled: false } } };
const open = (id, name, data) => suite.openModel({ id, name, data, options: quick });

test('after kill -9 and a restart, a new page has everything that was acknowledged', async () => {
  const id = freshId('killed');
  const a = await open(id, 'Ada');
  await a.evaluate(async () => {
    for (let i = 0; i < 200; i++) e2e.text.insert(e2e.text.length(), `${i},`);
    e2e.model.root().set('list', [1, { deep: true }, null]);
    e2e.model.elementAt('list').reorder(0, 2);
    await e2e.committed();
  });
  const before = await a.evaluate(() => e2e.state());
  await suite.server.kill();
  await a.close();
  await suite.server.run();
  const b = await open(id, 'Bob');
  const after = await b.evaluate(() => e2e.state());
  assert.equal(after.value, before.value);
  assert.equal(after.version, before.version);
});

test('a page that was cut off by a crash sends what was not acknowledged, exactly once', async () => {
  const id = freshId('cut-off');
  const a = await open(id, 'Ada');
  const b = await open(id, 'Bob');
  await a.evaluate(() => { e2e.seen = e2e.record(e2e.domain, ['interrupted', 'connected'], []); });
  await a.evaluate(async () => { e2e.text.insert(0, 'before '); await e2e.committed(); });
  // The crash comes while edits are leaving; each number must be there once in the end.
  const typing = a.evaluate(async () => {
    for (let i = 0; i < 300; i++) {
      e2e.text.insert(e2e.text.length(), `${i} `);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 250));
  await suite.server.kill();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await suite.server.run();
  await typing;
  const text = JSON.parse(await converge([a, b], { timeout: 30000 })).text;
  assert.equal(text, `before ${Array.from({ length: 300 }, (_, i) => `${i} `).join('')}`);
  const seen = await a.evaluate(() => e2e.seen.map((event) => event.name));
  assert.deepEqual(seen.slice(0, 2), ['interrupted', 'connected']);
});

test('edits made while the server is away arrive when it is back, from both pages', async () => {
  const id = freshId('away');
  const a = await open(id, 'Ada', { text: 'middle' });
  const b = await open(id, 'Bob');
  await converge([a, b]);
  await suite.server.kill();
  for (const page of [a, b]) await page.evaluate(() => e2e.until(() => !e2e.domain.isConnected(), 15000, 'the drop'));
  await a.evaluate(() => e2e.text.insert(0, 'left '));
  await b.evaluate(() => e2e.text.insert(e2e.text.length(), ' right'));
  assert.equal(await a.evaluate(() => e2e.text.value()), 'left middle');
  await suite.server.run();
  assert.equal(JSON.parse(await converge([a, b], { timeout: 30000 })).text, 'left middle right');
});

test('the server ends in the orderly way on SIGTERM and loses nothing', async () => {
  const id = freshId('orderly');
  const a = await open(id, 'Ada');
  await a.evaluate(async () => { e2e.text.insert(0, 'kept'); await e2e.committed(); });
  assert.deepEqual(await suite.server.terminate(), { code: 0, signal: null });
  await a.close();
  await suite.server.run();
  const b = await open(id, 'Bob');
  assert.equal(await b.evaluate(() => e2e.text.value()), 'kept');
});
