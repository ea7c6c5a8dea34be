// What can happen to a store: nothing of it loses an edit without a word.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();

// Opens a page of a profile of its own and a model in it, and disconnects; `spoil`
// runs in the page before. With a quota the site has so many bytes.
async function open(id, spoil = () => {}, quotaSize) {
  const context = await suite.browser.newContext();
  const page = await openPage(suite.browser, suite.server, { context });
  page.setQuota = async (quotaSize) => {
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(suite.server.url).origin, quotaSize });
  };
  if (quotaSize !== undefined) await page.setQuota(quotaSize);
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
    await e2e.untilStored(id);
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

// What another tab of the same browser finds in the store and brings to the server.
async function arrived(page, id) {
  const other = await openPage(suite.browser, suite.server, { context: page.context() });
  return other.evaluate(async (id) => {
    const domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: new Convergence.IdbStorageAdapter() } });
    await domain.initializeOffline('demo');
    await domain.connectWithPassword({ username: 'demo', password: 'demo' });
    await e2e.until(() => domain.storage().saved() === 'server');
    const model = await domain.models().open(id);
    const result = { saved: model.saved(), text: model.elementAt('text').value() };
    await domain.dispose();
    return result;
  }, id);
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

test('a database that is deleted underneath is told as lost and made anew, and what is open is stored again', async () => {
  const page = await open(`lost-${process.pid}`);
  const seen = await page.evaluate(async () => {
    e2e.text.insert(0, 'one ');
    const before = await e2e.wait('device');
    const [{ name }] = (await indexedDB.databases()).filter((one) => one.name.endsWith('/demo'));
    e2e.heard.length = 0;
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    e2e.text.insert(4, 'two ');
    const after = await e2e.wait('device');
    await e2e.domain.dispose();
    return { before, after, heard: e2e.heard.filter(([event]) => event === 'state_changed') };
  });
  assert.equal(seen.before, 'device');
  assert.equal(seen.after, 'device');
  assert.deepEqual(seen.heard.map(([, state]) => state), ['lost', 'best-effort']);
  assert.match(seen.heard[0][2], /was deleted/);
  // In another tab: the edits that were pending when the database vanished.
  assert.deepEqual(await arrived(page, `lost-${process.pid}`), { saved: 'server', text: 'one two ' });
});

test('a database that vanished while no page was there is told from an empty one', async () => {
  const page = await open(`vanished-${process.pid}`);
  const seen = await page.evaluate(async () => {
    await e2e.domain.dispose();
    const [{ name }] = (await indexedDB.databases()).filter((one) => one.name.endsWith('/demo'));
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    const heard = [];
    for (const again of [false, true]) {
      const domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: new Convergence.IdbStorageAdapter() } });
      domain.storage().events().subscribe((event) => heard.push([event.name, event.state, event.error?.message ?? null]));
      await domain.initializeOffline('demo');
      await domain.dispose();
    }
    return heard;
  });
  assert.deepEqual(seen.map(([name, state]) => [name, state]), [['state_changed', 'best-effort'], ['state_changed', 'best-effort']]);
  assert.match(seen[0][2], /has vanished/);
  assert.equal(seen[1][2], null);
});

test('another tab that upgrades the database blocks the store; work goes on in memory and is stored when it can be opened again', async () => {
  const page = await open(`blocked-${process.pid}`);
  const seen = await page.evaluate(async () => {
    const [{ name }] = (await indexedDB.databases()).filter((one) => one.name.endsWith('/demo'));
    e2e.heard.length = 0;
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 99);
      request.onsuccess = () => resolve(request.result);
      request.onerror = reject;
    });
    e2e.text.insert(0, 'edit');
    await new Promise((resolve) => setTimeout(resolve, 400));
    const result = { state: e2e.domain.storage().state(), saved: e2e.model.saved(), all: e2e.domain.storage().saved() };
    await e2e.model.close();
    result.closed = e2e.domain.storage().saved();
    e2e.model = await e2e.domain.models().open(e2e.model.modelId());
    result.text = e2e.model.elementAt('text').value();
    // The other tab gives up, and what it has made is deleted.
    db.close();
    await new Promise((resolve) => { indexedDB.deleteDatabase(name).onsuccess = resolve; });
    result.later = await e2e.wait('device');
    result.states = e2e.heard.filter(([event]) => event === 'state_changed');
    await e2e.domain.dispose();
    return result;
  });
  assert.match(seen.states[0][2], /newer version/);
  seen.states = seen.states.map(([, state]) => state);
  assert.deepEqual(seen, { state: 'blocked', saved: 'unsaved', all: 'unsaved', closed: 'unsaved', text: 'edit', later: 'device', states: ['blocked', 'best-effort'] });
  assert.deepEqual(await arrived(page, `blocked-${process.pid}`), { saved: 'server', text: 'edit' });
});

test("a disk that is full, by Chromium's own quota: edits are unsaved and told, and stored when there is room", async () => {
  // From the beginning: the browser asks its quota again only after a while.
  const page = await open(`full-${process.pid}`, undefined, 300000);
  const seen = await page.evaluate(async () => {
    e2e.heard.length = 0;
    e2e.text.insert(0, 'kept '.repeat(100000));
    await e2e.until(() => e2e.domain.storage().state() === 'full');
    return { saved: e2e.model.saved(), all: e2e.domain.storage().saved(), heard: e2e.heard.filter(([event]) => event !== 'saved_changed')[0] };
  });
  assert.equal(seen.saved, 'unsaved');
  assert.equal(seen.all, 'unsaved');
  assert.deepEqual(seen.heard.slice(0, 2), ['state_changed', 'full']);
  assert.match(seen.heard[2], /no room/);
  await page.setQuota(1e9);
  const after = await page.evaluate(async () => {
    const saved = await e2e.wait('device');
    const state = e2e.domain.storage().state();
    await e2e.domain.dispose();
    return { saved, state };
  });
  assert.deepEqual(after, { saved: 'device', state: 'best-effort' });
  const { saved, text } = await arrived(page, `full-${process.pid}`);
  assert.equal(saved, 'server');
  assert.equal(text, 'kept '.repeat(100000));
});

test('a transaction that the browser aborts is told and made again', async () => {
  const page = await open(`abort-${process.pid}`);
  const seen = await page.evaluate(async () => {
    let left = 2;
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      const request = put.apply(this, args);
      if (left-- > 0) this.transaction.abort();
      return request;
    };
    e2e.heard.length = 0;
    const states = [];
    const watching = e2e.model.savedAsObservable().subscribe((saved) => states.push(saved));
    e2e.text.insert(0, 'kept');
    const saved = await e2e.wait('device');
    watching.unsubscribe();
    await e2e.domain.dispose();
    return { saved, states, failed: e2e.heard.filter(([event]) => event === 'write_failed').map(([, , message]) => message) };
  });
  assert.equal(seen.saved, 'device');
  assert.deepEqual(seen.states, ['server', 'unsaved', 'device']);
  assert.ok(seen.failed.length >= 1, 'nobody was told');
  assert.match(seen.failed[0], /abort/);
  assert.deepEqual(await arrived(page, `abort-${process.pid}`), { saved: 'server', text: 'kept' });
});

test('a connection that the browser cuts is made again', async () => {
  const page = await open(`cut-${process.pid}`, () => {
    const { open } = IDBFactory.prototype;
    globalThis.connections = [];
    IDBFactory.prototype.open = function (...args) {
      const request = open.apply(this, args);
      request.addEventListener('success', () => globalThis.connections.push(request.result));
      return request;
    };
  });
  const seen = await page.evaluate(async () => {
    for (const db of globalThis.connections.splice(0)) {
      db.close();
      db.dispatchEvent(new Event('close'));
    }
    e2e.text.insert(0, 'kept');
    const saved = await e2e.wait('device');
    await e2e.domain.dispose();
    return saved;
  });
  assert.equal(seen, 'device');
  assert.deepEqual(await arrived(page, `cut-${process.pid}`), { saved: 'server', text: 'kept' });
});
