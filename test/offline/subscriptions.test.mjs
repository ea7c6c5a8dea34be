// Copies that are kept offline: fetched, brought up to date by what has happened
// since, given up, deleted or forbidden at the server; and every event about them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { setUp } from '../harness/suite.mjs';

let other;
const heardInAll = new Set();
const suite = setUp({}, async ({ server, browser }) => {
  other = await openPage(browser, server); // somebody else, who makes and changes the models
  await other.evaluate(async () => { await e2e.connect('Somebody'); });
});

let made = 0;
const EVENTS = ['offline_model_status_changed', 'offline_model_downloaded', 'offline_model_updated', 'offline_model_deleted',
  'offline_model_permissions_revoked', 'offline_models_download_started', 'offline_models_download_status_changed',
  'offline_models_download_stopped', 'offline_models_sync_started', 'offline_models_sync_progress', 'offline_models_sync_completed',
  'offline_models_sync_aborted', 'offline_model_sync_started', 'offline_model_sync_completed', 'offline_model_sync_error', 'offline_model_refused'];

// Somebody makes models that everybody may read and write.
async function models(count, text = '') {
  const ids = Array.from({ length: count }, () => `sub-${process.pid}-${++made}`);
  await other.evaluate(async ([ids, text]) => {
    for (const id of ids) {
      await e2e.domain.models().create({
        collection: 'tests', id, data: { text }, overrideCollectionWorldPermissions: true,
        worldPermissions: { read: true, write: true, remove: false, manage: false },
      });
    }
  }, [ids, text]);
  return ids;
}

// Opens a tab, connected, that counts what it receives and hears every event.
async function tab(context) {
  const page = await openPage(suite.browser, suite.server, { context: context ?? await suite.browser.newContext() });
  await page.evaluate(async (events) => {
    e2e.received = 0;
    class Counting extends e2e.Wire {
      constructor(...args) {
        super(...args);
        this.addEventListener('message', (event) => { e2e.received += event.data.byteLength; });
      }
    }
    e2e.domain = new Convergence.ConvergenceDomain(e2e.url, {
      offline: { storage: new Convergence.IdbStorageAdapter() }, webSocket: { class: Counting }, reconnect: { reconnectIntervals: [0.1] },
    });
    const names = [...new Set([...events, ...Object.values(Convergence.ModelService.Events)])];
    e2e.heard = [];
    for (const name of names) {
      e2e.domain.models().on(name, ({ name, id, modelId, version, permissions, subscribed, available, synchronized, local, modelsToDownload, modelsToSync, trigger, message, reason, code }) =>
        e2e.heard.push(JSON.parse(JSON.stringify({ name, id: id ?? modelId, version, permissions, subscribed, available, synchronized, local, count: modelsToDownload ?? modelsToSync, trigger, message, reason, code }))));
    }
    e2e.names = () => e2e.heard.map((event) => event.name);
    e2e.about = (name) => e2e.heard.filter((event) => event.name === name);
    e2e.hear = (name, times = 1) => e2e.until(() => e2e.about(name).length >= times, 15000, `${times} times ${name}, heard ${JSON.stringify(e2e.names())}`);
    await e2e.domain.initializeOffline('demo');
    e2e.signIn = () => e2e.domain.connectWithPassword({ username: 'demo', password: 'demo' });
    e2e.known = async (id) => (await e2e.domain.models().getOfflineModelMetaData()).find((model) => model.modelId === id) ?? null;
    // What the database holds about a model.
    e2e.records = async (id) => {
      const [{ name }] = (await indexedDB.databases()).filter((one) => one.name.endsWith('/demo'));
      const db = await new Promise((resolve) => { const r = indexedDB.open(name); r.onsuccess = () => resolve(r.result); });
      const keys = await new Promise((resolve) => { const r = db.transaction('records').objectStore('records').getAllKeys(); r.onsuccess = () => resolve(r.result); });
      db.close();
      return keys.filter((key) => new TextDecoder('latin1').decode(key).includes(id)).length;
    };
    await e2e.signIn();
  }, EVENTS);
  page.finish = async () => {
    for (const name of await page.evaluate(() => e2e.names())) heardInAll.add(name);
    assert.deepEqual(page.problems, []);
    await page.close();
  };
  return page;
}

test('subscribed models are fetched, told, and can be opened without a connection', async () => {
  const ids = await models(3, 'copy');
  const page = await tab();
  const seen = await page.evaluate(async (ids) => {
    const service = e2e.domain.models();
    await service.subscribeOffline(ids[0]);
    await e2e.hear('offline_models_download_stopped');
    e2e.heard.length = 0;
    await service.subscribeOffline([ids[1], ids[2]]);
    await e2e.hear('offline_model_downloaded', 2);
    await e2e.hear('offline_models_download_stopped');
    const heard = e2e.heard.filter(({ id }) => id === undefined || id === ids[1]);
    const subscribed = (await service.getOfflineSubscriptions()).sort();
    const known = await e2e.known(ids[1]);
    await e2e.domain.disconnect();
    const model = await service.open(ids[2]);
    const text = model.elementAt('text').value();
    await service.setOfflineSubscription([ids[0]]);
    const replaced = await service.getOfflineSubscriptions();
    return { heard, subscribed, known: JSON.parse(JSON.stringify(known)), text, replaced, gone: await e2e.known(ids[1]) };
  }, ids);
  const permissions = { read: true, write: true, remove: false, manage: false };
  assert.deepEqual(seen.subscribed, ids);
  assert.deepEqual(seen.replaced, [ids[0]]);
  assert.equal(seen.gone, null);
  assert.equal(seen.text, 'copy');
  assert.deepEqual(seen.known, { modelId: ids[1], subscribed: true, available: true, local: false, deleted: false, uncommitted: false, version: 1, permissions });
  const status = (available) => ({ name: 'offline_model_status_changed', id: ids[1], subscribed: true, available, synchronized: true, local: false });
  const order = seen.heard.map(({ name, available }) => (available === undefined ? name : `${name} ${available}`));
  assert.deepEqual(seen.heard.filter(({ name }) => name === 'offline_model_status_changed'), [status(false), status(true)]);
  assert.deepEqual(seen.heard.filter(({ name }) => name === 'offline_model_downloaded'), [{ name: 'offline_model_downloaded', id: ids[1], version: 1, permissions }]);
  assert.deepEqual(seen.heard.filter(({ name }) => name === 'offline_models_download_started'), [{ name: 'offline_models_download_started', count: 2 }]);
  assert.deepEqual(seen.heard.filter(({ name }) => name === 'offline_models_download_pending'), [{ name: 'offline_models_download_pending', count: 2 }]);
  assert.deepEqual(seen.heard.filter(({ name }) => name === 'offline_models_download_status_changed'),
    [{ name: 'offline_models_download_status_changed', count: 1, trigger: 'download' }]);
  assert.ok(order.indexOf('offline_models_download_started') < order.indexOf('offline_model_downloaded'), order.join());
  assert.deepEqual(order.slice(-2), ['offline_models_download_stopped', 'offline_models_download_completed']);
  await page.finish();
});

test('a copy is brought up to date by the operations since, not by the whole model', async () => {
  const [id] = await models(1, 'x'.repeat(400000));
  const page = await tab();
  await page.evaluate(async (id) => {
    await e2e.domain.models().subscribeOffline(id);
    await e2e.hear('offline_models_download_stopped');
    e2e.whole = e2e.received;
    await e2e.domain.disconnect();
  }, id);
  await other.evaluate(async (id) => {
    await e2e.open(id);
    for (let i = 0; i < 20; i++) {
      e2e.text.insert(0, `<${i}>`);
      await e2e.committed();
    }
    await e2e.model.close();
  }, id);
  const seen = await page.evaluate(async (id) => {
    e2e.heard.length = 0;
    e2e.received = 0;
    await e2e.signIn();
    await e2e.hear('offline_model_updated');
    const received = e2e.received;
    const updated = e2e.about('offline_model_updated');
    await e2e.domain.disconnect();
    const model = await e2e.domain.models().open(id);
    return { whole: e2e.whole, received, updated, text: model.elementAt('text').value() };
  }, id);
  console.log(`figure subscriptions.first_fetch.bytes ${seen.whole} bytes`);
  console.log(`figure subscriptions.refresh.bytes ${seen.received} bytes`);
  assert.ok(seen.whole > 400000, `the first fetch took ${seen.whole} bytes`);
  assert.ok(seen.received < 20000, `the refresh took ${seen.received} bytes`);
  assert.deepEqual(seen.updated.map(({ id, version }) => [id, version]), [[id, 21]]);
  assert.equal(seen.text, Array.from({ length: 20 }, (_, i) => `<${19 - i}>`).join('') + 'x'.repeat(400000));
  await page.finish();
});

test('a copy that is not subscribed any more is removed from the database, edits that wait are not', async () => {
  const [copy, edited] = await models(2);
  const page = await tab();
  const seen = await page.evaluate(async ([copy, edited]) => {
    const service = e2e.domain.models();
    await service.subscribeOffline([copy, edited]);
    await e2e.hear('offline_model_downloaded', 2);
    await e2e.domain.disconnect();
    const model = await service.open(edited);
    model.elementAt('text').insert(0, 'edit');
    await model.close();
    await e2e.until(() => e2e.domain.storage().saved() === 'device');
    const before = [await e2e.records(copy), await e2e.records(edited)];
    e2e.heard.length = 0;
    await service.unsubscribeOffline([copy, edited]);
    const after = [await e2e.records(copy), await e2e.records(edited)];
    const status = e2e.about('offline_model_status_changed').filter(({ id }) => id === copy).at(-1);
    await e2e.signIn();
    await e2e.until(() => e2e.domain.storage().saved() === 'server');
    return { before, after, status, subscriptions: await service.getOfflineSubscriptions(), text: (await service.open(edited)).elementAt('text').value() };
  }, [copy, edited]);
  assert.ok(seen.before[0] > 0 && seen.before[1] > 0);
  assert.equal(seen.after[0], 0, 'records of the copy remain');
  assert.ok(seen.after[1] > 0, 'the edits are gone');
  assert.deepEqual(seen.status, { name: 'offline_model_status_changed', id: copy, subscribed: false, available: false, synchronized: false, local: false });
  assert.deepEqual(seen.subscriptions, []);
  assert.equal(seen.text, 'edit');
  await page.finish();
});

test('models deleted or forbidden at the server are told; edits are kept until the application decides', async () => {
  const [deleted, forbidden, clean, closed] = await models(4);
  const context = await suite.browser.newContext();
  let page = await tab(context);
  await page.evaluate(async (ids) => {
    const service = e2e.domain.models();
    await service.subscribeOffline(ids);
    await e2e.hear('offline_model_downloaded', 4);
    await e2e.domain.disconnect();
    for (const id of ids.slice(0, 2)) {
      const model = await service.open(id);
      model.elementAt('text').insert(0, 'edit');
      await model.close();
    }
    await e2e.until(() => e2e.domain.storage().saved() === 'device');
  }, [deleted, forbidden, clean, closed]);
  await other.evaluate(async ([deleted, forbidden, clean, closed]) => {
    const nobody = { read: false, write: false, remove: false, manage: false };
    for (const id of [deleted, clean]) await e2e.domain.models().remove(id);
    for (const id of [forbidden, closed]) await e2e.domain.models().permissions(id).setWorldPermissions(nobody);
  }, [deleted, forbidden, clean, closed]);
  const told = await page.evaluate(async () => {
    e2e.heard.length = 0;
    await e2e.signIn();
    await e2e.hear('offline_model_deleted', 2);
    await e2e.hear('offline_model_permissions_revoked', 2);
    await e2e.until(() => e2e.domain.storage().waiting() === 0, 5000, 'the copies to be gone from the store');
    return e2e.heard;
  });
  const about = (name) => told.filter((event) => event.name === name).map(({ id }) => id).sort();
  assert.deepEqual(about('offline_model_deleted'), [deleted, clean].sort());
  assert.deepEqual(about('offline_model_permissions_revoked'), [forbidden, closed].sort());
  assert.deepEqual(about('offline_model_sync_error'), [deleted, forbidden, clean, closed].sort());
  assert.match(told.find(({ name, id }) => name === 'offline_model_sync_error' && id === deleted).message, /does not exist/);
  await page.finish();
  // In another tab, too: what was edited is there, what was only a copy is not.
  page = await tab(context);
  const seen = await page.evaluate(async ([deleted, forbidden, clean, closed]) => {
    await e2e.hear('offline_model_sync_error', 2);
    const kept = [];
    for (const id of [deleted, forbidden, clean, closed]) kept.push((await e2e.known(id))?.uncommitted ?? null);
    const saved = e2e.domain.storage().saved();
    await e2e.domain.models().unsubscribeOffline([deleted, forbidden]);
    const after = [await e2e.records(deleted), await e2e.records(forbidden)];
    return { kept, saved, after };
  }, [deleted, forbidden, clean, closed]);
  assert.deepEqual(seen, { kept: [true, true, null, null], saved: 'device', after: [0, 0] });
  await page.finish();
});

test('a model made offline whose id somebody has taken can be had until it is discarded, also after a reload', async () => {
  const [id] = await models(1, 'theirs');
  const context = await suite.browser.newContext();
  let page = await tab(context);
  const first = await page.evaluate(async (id) => {
    const service = e2e.domain.models();
    await e2e.domain.disconnect();
    const model = await service.openAutoCreate({ collection: 'tests', id, data: { text: 'made ', at: new Date(5) } });
    model.elementAt('text').insert(5, 'here');
    await e2e.until(() => e2e.domain.storage().saved() === 'device');
    let told = null;
    service.on('offline_model_refused', (event) => { told ??= [event.modelId, event.error.code, Object.isFrozen(event)]; });
    await e2e.signIn();
    await e2e.hear('offline_model_refused');
    const list = await service.refusedModels();
    const other = (await service.open(id)).elementAt('text').value();
    return { told, other, open: model.isOpen(), data: list.map(({ data }) => [data.text, data.at.getTime()]), saved: e2e.domain.storage().saved() };
  }, id);
  assert.deepEqual(first, { told: [id, 'model_already_exists', true], other: 'theirs', open: false, data: [['made here', 5]], saved: 'device' });
  await page.finish();
  page = await tab(context);
  const second = await page.evaluate(async () => {
    const service = e2e.domain.models();
    const list = await service.refusedModels();
    const seen = list.map(({ modelId, collection, error, timestamp, created, retried, data }) =>
      [modelId, collection, error.code, Date.now() - timestamp < 600000, created, retried, data.text]);
    for (const refused of list) await service.discardRefused(refused);
    await e2e.until(() => e2e.domain.storage().saved() === 'server');
    return { seen, left: await service.refusedModels() };
  });
  assert.deepEqual(second, { seen: [[id, 'tests', 'model_already_exists', true, true, false, 'made here']], left: [] });
  await page.finish();
});

test('what was done offline is sent with progress; a connection that breaks aborts it, the next one goes on', async () => {
  const ids = await models(60);
  const page = await tab();
  const seen = await page.evaluate(async (ids) => {
    const service = e2e.domain.models();
    await service.subscribeOffline(ids);
    await e2e.hear('offline_model_downloaded', ids.length);
    await e2e.domain.disconnect();
    for (const id of ids) {
      const model = await service.open(id);
      model.elementAt('text').insert(0, id);
      await model.close();
    }
    await e2e.until(() => e2e.domain.storage().saved() === 'device');
    e2e.heard.length = 0;
    let cut = false;
    const resyncing = [];
    e2e.domain.models().on('offline_models_sync_progress', () => {
      resyncing.push(service.isResyncing());
      if (cut) return;
      cut = true;
      e2e.cut();
      setTimeout(e2e.mend, 300);
    });
    await e2e.signIn();
    await e2e.hear('offline_models_sync_aborted');
    await e2e.hear('offline_models_sync_completed');
    const texts = [];
    for (const id of ids) texts.push((await service.open(id)).elementAt('text').value());
    return { heard: e2e.heard, resyncing: resyncing.some(Boolean), after: service.isResyncing(), texts };
  }, ids);
  const all = (name) => seen.heard.filter((event) => event.name === name);
  assert.deepEqual(seen.texts, ids);
  assert.deepEqual(all('offline_models_sync_aborted').map(({ code }) => code), ['offline']);
  assert.equal(all('offline_models_sync_started')[0].count, ids.length);
  assert.equal(all('offline_models_sync_started').length, 2);
  assert.ok(all('offline_models_sync_progress').length > 5);
  assert.equal(all('offline_models_sync_completed').length, 1);
  const missing = ids.filter((id) => !all('offline_model_sync_completed').some((event) => event.id === id));
  assert.deepEqual(missing, [], JSON.stringify(seen.heard.filter(({ id, name }) => id === missing[0] || id === undefined && !/progress/.test(name))));
  assert.ok(seen.resyncing, 'isResyncing is never true');
  assert.equal(seen.after, false);
  await page.finish();
});

test('more subscriptions while copies are being fetched change the status of the download', async () => {
  const ids = await models(2, 'y'.repeat(100000));
  const page = await tab();
  const seen = await page.evaluate(async (ids) => {
    const service = e2e.domain.models();
    const first = service.subscribeOffline(ids[0]);
    await e2e.hear('offline_models_download_started');
    await service.subscribeOffline(ids[1]);
    await first;
    await e2e.hear('offline_models_download_stopped');
    return e2e.heard.filter(({ name }) => name.startsWith('offline_models_download'));
  }, ids);
  const changed = seen.filter(({ name }) => name === 'offline_models_download_status_changed');
  assert.deepEqual(changed.map(({ count, trigger }) => [count, trigger]), [[1, 'subscription_changed']], JSON.stringify(seen));
  assert.equal(seen.filter(({ name }) => name === 'offline_models_download_progress').length, 1);
  await page.finish();
});

test('every event was heard, also under the name of its constant', async () => {
  const page = await openPage(suite.browser, suite.server);
  const constants = await page.evaluate(() => Object.values(Convergence.ModelService.Events));
  assert.deepEqual([...EVENTS, ...constants].filter((name) => !heardInAll.has(name)), []);
});
