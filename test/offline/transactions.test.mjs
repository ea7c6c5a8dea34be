// What typing costs the database: real IndexedDB transactions and puts, counted
// in the page; and what they wrote is there for the next page.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { setUp } from '../harness/suite.mjs';

const figure = (name, value, unit) => console.log(`figure ${name} ${value} ${unit}`);
const suite = setUp();

// Opens a model in a page that counts from then on.
async function counting(id) {
  const page = await openPage(suite.browser, suite.server, { context: await suite.browser.newContext() });
  await page.evaluate(async (id) => {
    e2e.domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: new Convergence.IdbStorageAdapter() } });
    await e2e.domain.initializeOffline('demo');
    await e2e.domain.connectWithPassword({ username: 'demo', password: 'demo' });
    e2e.model = await e2e.domain.models().openAutoCreate({ collection: 'tests', id, data: { text: '' } });
    await e2e.untilStored(id);
    e2e.count = { transactions: 0, writing: 0, operations: 0, puts: 0 };
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (names, mode, ...rest) {
      e2e.count.transactions++;
      if (mode === 'readwrite') e2e.count.writing++;
      return transaction.call(this, names, mode, ...rest);
    };
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      e2e.count.puts++;
      const bytes = new Uint8Array(key);
      // A record about a model, of pending operations: the part after its id is 5.
      const end = bytes.findIndex((byte, i) => byte === 0 && bytes[i + 1] === 1);
      if (bytes[0] === 0x11 && bytes[end + 2] === 5) e2e.count.operations++;
      return put.call(this, value, key);
    };
    e2e.type = async (characters, pause) => {
      for (let i = 0; i < characters; i++) {
        e2e.text.insert(i, String(i % 10));
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    };
  }, id);
  return page;
}

// What a new page of the same browser reads of the model when the one that wrote
// is gone: from the database, or with a connection from the server.
async function reread(page, id, connected = false) {
  assert.deepEqual(page.problems, []);
  await page.close();
  const next = await openPage(suite.browser, suite.server, { context: page.context() });
  const found = await next.evaluate(async ([id, connected]) => {
    const domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: new Convergence.IdbStorageAdapter() } });
    await domain.initializeOffline('demo');
    if (connected) await domain.connectWithPassword({ username: 'demo', password: 'demo' });
    const model = await domain.models().open(id);
    return [model.elementAt('text').value(), model.isCommitted()];
  }, [id, connected]);
  await next.context().close();
  return found;
}

test('1,000 characters typed without a connection make at most 100 transactions', async () => {
  const id = `typing-${process.pid}`;
  const page = await counting(id);
  const seen = await page.evaluate(async () => {
    await e2e.domain.disconnect();
    const begun = Date.now();
    await e2e.type(1000, 0);
    await e2e.until(() => e2e.model.saved() === 'device');
    return { ...e2e.count, millis: Date.now() - begun };
  });
  figure('idb.typing.transactions', seen.transactions, 'transactions');
  figure('idb.typing.puts', seen.puts, 'records');
  assert.ok(seen.writing > 1, 'the edits were never stored while they were made');
  assert.ok(seen.transactions <= 100, `${seen.transactions} transactions in ${seen.millis} ms`);
  assert.deepEqual(await reread(page, id), ['0123456789'.repeat(100), false]);
});

test('the same at the pace of somebody who types', async () => {
  const id = `pace-${process.pid}`;
  const page = await counting(id);
  const seen = await page.evaluate(async () => {
    await e2e.domain.disconnect();
    await e2e.type(200, 60);
    await e2e.until(() => e2e.model.saved() === 'device');
    return e2e.count;
  });
  figure('idb.typing_slowly.transactions', seen.transactions, 'transactions');
  // The first fifteen saves come soon, then ten characters or more share one.
  assert.ok(seen.transactions <= 15 + 200 / 10, `${seen.transactions} transactions for 200 characters`);
  assert.deepEqual(await reread(page, id), ['0123456789'.repeat(20), false]);
});

test('1,000 characters typed with a connection make at most 100 transactions', async () => {
  const id = `online-${process.pid}`;
  const page = await counting(id);
  const seen = await page.evaluate(async () => {
    await e2e.type(1000, 0);
    await e2e.until(() => e2e.model.saved() === 'server');
    await new Promise((resolve) => setTimeout(resolve, 300));
    return e2e.count;
  });
  figure('idb.typing_online.transactions', seen.transactions, 'transactions');
  assert.ok(seen.transactions <= 100, `${seen.transactions} transactions`);
  assert.deepEqual(await reread(page, id, true), ['0123456789'.repeat(100), true]);
});

test('an edit costs at most one record of operations in one transaction', async () => {
  const id = `single-${process.pid}`;
  const page = await counting(id);
  const seen = await page.evaluate(async () => {
    await e2e.domain.disconnect();
    const each = [];
    for (let i = 0; i < 10; i++) {
      const before = { ...e2e.count };
      e2e.text.insert(0, 'x');
      await e2e.until(() => e2e.model.saved() === 'device');
      each.push([e2e.count.operations - before.operations, e2e.count.transactions - before.transactions]);
    }
    return each;
  });
  assert.deepEqual(seen, Array.from({ length: 10 }, () => [1, 1]));
  assert.deepEqual(await reread(page, id), ['x'.repeat(10), false]);
});
