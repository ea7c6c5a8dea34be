// Whatever an environment lacks or forbids, the core lives: pages connect, edit and
// keep what they do, or say that they cannot.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { openPage } from '../harness/browser.mjs';
import { liveText } from '../harness/living.mjs';
import { root } from '../harness/server.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();

// Runs in a page, a worker or Node: takes globals away, `a.b` being a property of one.
const spoilText = `(names, how) => {
  for (const name of names) {
    const [property, of] = name.split('.').reverse();
    const object = of === undefined ? globalThis : globalThis[of];
    const forbidden = () => { throw new Error(name + ' is forbidden here'); };
    Object.defineProperty(object, property, { configurable: true, ...(how === 'forbidden' ? { get: forbidden } : { value: undefined }) });
  }
}`;

// With those that matter to what a page finds in the store it is loaded anew.
const GLOBALS = {
  navigator: { reload: true }, 'navigator.locks': { reload: true }, 'navigator.storage': {}, localStorage: { reload: true }, crypto: { reload: true },
  BroadcastChannel: {}, MessageChannel: {}, reportError: {}, FinalizationRegistry: {}, WeakRef: {}, queueMicrotask: {},
  indexedDB: { reload: true, memory: true }, IDBKeyRange: { memory: true },
};

for (const [name, { reload = false, memory = false }] of Object.entries(GLOBALS)) {
  for (const how of ['absent', 'forbidden']) {
    test(`a page in which ${name} is ${how}: connected, edited, edited offline${reload ? ', loaded anew' : ''}`, async () => {
      const context = await suite.browser.newContext();
      const page = await context.newPage();
      await page.addInitScript(`(${spoilText})(${JSON.stringify([name])}, '${how}')`);
      const id = freshId('environment');
      const live = () => page.evaluate(`(${liveText})(Convergence, e2e.url, ${JSON.stringify(id)})`);
      await openPage(suite.browser, suite.server, { page });
      const state = memory ? 'memory' : 'best-effort';
      assert.deepEqual(await live(), { state, left: 'server', before: '', text: 'online offline ' });
      assert.deepEqual(page.problems, []);
      if (reload) {
        await openPage(suite.browser, suite.server, { page });
        // What was done without a connection and without a store ends with the page.
        const before = memory ? 'online ' : 'online offline ';
        assert.deepEqual(await live(), { state, left: memory ? 'server' : 'device', before, text: `${before}online offline ` });
        assert.deepEqual(page.problems, []);
      }
      await context.close();
    });
  }
}

test('where everything is forbidden that a page can do without, at once', async () => {
  const context = await suite.browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(`(${spoilText})(${JSON.stringify(Object.keys(GLOBALS).filter((name) => !name.includes('.')))}, 'forbidden')`);
  await openPage(suite.browser, suite.server, { page });
  const seen = await page.evaluate(`(${liveText})(Convergence, e2e.url, ${JSON.stringify(freshId('environment'))})`);
  assert.deepEqual(page.problems, []);
  assert.equal(seen.state, 'memory');
  assert.equal(seen.text, 'online offline ');
  await context.close();
});

test('where Web Locks and channels are there and refused, as in sandboxed frames: said once each, no error of the page', async () => {
  const context = await suite.browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const refuse = () => { throw new DOMException('the frame is sandboxed', 'SecurityError'); };
    for (const method of ['request', 'query']) LockManager.prototype[method] = async () => refuse();
    BroadcastChannel.prototype.postMessage = refuse;
  });
  const warned = [];
  page.on('console', (message) => { if (message.type() === 'warning') warned.push(message.text()); });
  await openPage(suite.browser, suite.server, { page });
  const live = () => page.evaluate(`(${liveText})(Convergence, e2e.url, ${JSON.stringify(freshId('environment'))})`);
  assert.equal((await live()).text, 'online offline ');
  assert.equal((await live()).text, 'online offline ');
  assert.deepEqual(page.problems, []);
  assert.deepEqual(warned.map((line) => /(\S+) does not work here: the frame is sandboxed/.exec(line)?.[1]).sort(), ['BroadcastChannel', 'navigator.locks']);
  await context.close();
});

test('what cannot be done says so: deleting a database where there is no IndexedDB, starting where there is no TextDecoder', async () => {
  for (const how of ['absent', 'forbidden']) {
    const context = await suite.browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(`(${spoilText})(['indexedDB', 'TextDecoder'], '${how}')`);
    await openPage(suite.browser, suite.server, { page });
    const errors = await page.evaluate(async () => {
      const adapter = new Convergence.IdbStorageAdapter();
      await adapter.initialize('a', 'b', 'c');
      return [await e2e.rejection(() => adapter.destroy()), await e2e.rejection(() => e2e.connect('Somebody'))];
    });
    assert.deepEqual(page.problems, []);
    assert.deepEqual(errors.map(({ isConvergenceError, code }) => [isConvergenceError, code]), [[true, 'unavailable'], [true, 'not_supported']]);
    assert.match(errors[1].message, /There is no TextDecoder here/);
    await context.close();
  }
});

// Workers have neither document nor localStorage. The automation of a page needs
// `performance`, so that is forbidden here.
for (const how of ['absent', 'forbidden']) {
  test(`a worker, in which document is ${how}${how === 'absent' ? '' : ' and performance too'}`, async () => {
    const page = await openPage(suite.browser, suite.server, { context: await suite.browser.newContext() });
    const id = freshId('environment');
    const seen = await page.evaluate(([spoil, live, how, origin, url, id]) => new Promise((resolve, reject) => {
      const code = `
        if ('${how}' === 'forbidden') (${spoil})(['document', 'localStorage', 'performance'], 'forbidden');
        importScripts('${origin}/client/convergence.global.js');
        Convergence.configure({ wasm: '${origin}/client/convergence.wasm' });
        (${live})(Convergence, '${url}', '${id}').then((seen) => postMessage({ seen }), (error) => postMessage({ error: String(error) }));`;
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      worker.onmessage = ({ data }) => (data.seen ? resolve(data.seen) : reject(new Error(data.error)));
      worker.onerror = (event) => reject(new Error(event.message));
    }), [spoilText, liveText, how, suite.server.url, suite.server.realtime, id]);
    assert.deepEqual(page.problems, []);
    assert.equal(seen.state, 'best-effort');
    assert.equal(seen.text, 'online offline ');
  });
}

// Node has none of most by nature: no navigator, no IndexedDB, no document.
for (const names of [[], ['navigator', 'indexedDB', 'localStorage', 'document', 'crypto', 'performance', 'BroadcastChannel', 'reportError']]) {
  test(`Node, ${names.length === 0 ? 'as it is' : `with ${names} forbidden`}: the store is in memory`, async () => {
    const client = path.join(root, 'js/dist/convergence.esm.js');
    const code = `
      void WebSocket; // Node makes it when it is asked for, of what is taken away next
      (${spoilText})(${JSON.stringify(names)}, 'forbidden');
      const all = await import(${JSON.stringify(`file://${client}`)});
      const seen = await (${liveText})(all, ${JSON.stringify(suite.server.realtime)}, ${JSON.stringify(freshId('environment'))});
      console.log(JSON.stringify(seen));
      process.exit(0);`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--experimental-websocket', '--input-type=module', '-e', code], { timeout: 60000 });
    const seen = JSON.parse(stdout);
    assert.equal(seen.state, 'memory', stderr);
    assert.equal(seen.text, 'online offline ');
  });
}

test('a browser that asks whether it may keep the data keeps nobody waiting, and its answer is told', async () => {
  const context = await suite.browser.newContext();
  const page = await openPage(suite.browser, suite.server, { context });
  const seen = await page.evaluate(async () => {
    navigator.storage.persist = () => new Promise((yes) => { e2e.allow = yes; });
    const domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: new Convergence.IdbStorageAdapter() } });
    const heard = [];
    domain.storage().on('state_changed', ({ state }) => heard.push(state));
    const began = performance.now();
    await domain.initializeOffline('demo');
    const opening = performance.now() - began;
    const before = domain.storage().state();
    e2e.allow(true);
    await e2e.until(() => domain.storage().state() === 'durable');
    await domain.dispose();
    return { opening, before, heard };
  });
  assert.ok(seen.opening < 5000, `opening took ${seen.opening} ms`);
  assert.deepEqual([seen.before, seen.heard], ['best-effort', ['best-effort', 'durable']]);
  await context.close();
});

test('writes that are cut off because the page is put aside are made again without a word', async () => {
  const context = await suite.browser.newContext();
  const page = await openPage(suite.browser, suite.server, { context });
  const seen = await page.evaluate(async () => {
    const domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: new Convergence.IdbStorageAdapter() } });
    await domain.initializeOffline('demo');
    const heard = [];
    for (const name of ['write_failed', 'state_changed']) domain.storage().on(name, ({ error }) => heard.push([name, error?.message]));
    const id = await domain.models().create({ collection: 'tests', data: { text: '' } });
    const model = await domain.models().open(id);
    await e2e.until(() => model.saved() === 'device');
    const { put } = IDBObjectStore.prototype;
    let cut = 0;
    IDBObjectStore.prototype.put = function (...args) {
      const request = put.apply(this, args);
      if (cut++ < 2) {
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        this.transaction.abort();
        setTimeout(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), 100);
      }
      return request;
    };
    model.elementAt('text').insert(0, 'kept');
    await e2e.until(() => model.saved() === 'device');
    await domain.dispose();
    return { heard, cut };
  });
  assert.deepEqual(seen.heard, []);
  assert.ok(seen.cut > 1, 'no write was cut off');
  await context.close();
});
