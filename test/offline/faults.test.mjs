// What can happen to a store: nothing of it loses an edit without a word.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { launch, openPage } from '../harness/browser.mjs';
import { Server } from '../harness/server.mjs';

let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launch();
}, { timeout: 60000 });
after(async () => {
  await browser?.close();
  await server?.dispose();
});

// Opens a page and a model in it, and disconnects; `spoil` runs in the page before.
async function open(id, spoil = () => {}) {
  const page = await openPage(browser, server);
  await page.evaluate(spoil);
  await page.evaluate(async (id) => {
    const storage = new Convergence.IdbStorageAdapter();
    e2e.domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage } });
    e2e.heard = [];
    e2e.domain.storage().events().subscribe((event) => e2e.heard.push([event.name, event.state, event.error?.message ?? null]));
    await e2e.domain.initializeOffline('demo');
    await e2e.domain.connectWithPassword({ username: 'demo', password: 'demo' });
    e2e.model = await e2e.domain.models().openAutoCreate({ collection: 'tests', id, data: { text: '' } });
    e2e.text = e2e.model.elementAt('text');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await e2e.domain.disconnect();
    e2e.wait = async (saved) => {
      for (let i = 0; i < 300 && e2e.model.saved() !== saved; i++) await new Promise((resolve) => setTimeout(resolve, 10));
      return e2e.model.saved();
    };
    e2e.arrives = async () => {
      await e2e.domain.connectWithPassword({ username: 'demo', password: 'demo' });
      return e2e.wait('server');
    };
  }, id);
  return page;
}

test('without IndexedDB the store is in memory and says so', async () => {
  const page = await open(`memory-${process.pid}`, () => Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined }));
  const seen = await page.evaluate(async () => {
    e2e.text.insert(0, 'edit');
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { state: e2e.domain.storage().state(), heard: e2e.heard[0], saved: e2e.model.saved(), later: await e2e.arrives() };
  });
  assert.equal(seen.state, 'memory');
  assert.deepEqual(seen.heard.slice(0, 2), ['state_changed', 'memory']);
  assert.match(seen.heard[2], /no store is available/);
  assert.equal(seen.saved, 'unsaved');
  assert.equal(seen.later, 'server');
});

test('a database that is deleted underneath is told as lost, and the open edits still reach the server', async () => {
  const page = await open(`lost-${process.pid}`);
  const seen = await page.evaluate(async () => {
    e2e.text.insert(0, 'one ');
    const before = await e2e.wait('device');
    const [{ name }] = (await indexedDB.databases()).filter((one) => one.name.endsWith('/demo'));
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    e2e.text.insert(4, 'two');
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { before, state: e2e.domain.storage().state(), saved: e2e.model.saved(), later: await e2e.arrives(), text: e2e.text.value() };
  });
  assert.deepEqual(seen, { before: 'device', state: 'lost', saved: 'unsaved', later: 'server', text: 'one two' });
});

test('another tab that upgrades the database blocks the store, and that is told', async () => {
  const page = await open(`blocked-${process.pid}`);
  const seen = await page.evaluate(async () => {
    const [{ name }] = (await indexedDB.databases()).filter((one) => one.name.endsWith('/demo'));
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 99);
      request.onsuccess = () => resolve(request.result);
      request.onerror = reject;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    e2e.text.insert(0, 'edit');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const result = { state: e2e.domain.storage().state(), saved: e2e.model.saved(), later: await e2e.arrives() };
    db.close();
    return result;
  });
  assert.deepEqual(seen, { state: 'blocked', saved: 'unsaved', later: 'server' });
});
