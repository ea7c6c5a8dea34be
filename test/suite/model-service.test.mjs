// The model service against a real server: open, create and remove rules,
// queries, permissions of models and collections.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { command } from '../harness/people.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp(undefined, ({ server }) => { for (const name of ['bob', 'eve']) command(server, 'user', 'add', name); });

async function connected(name = 'Ada') {
  const page = await openPage(suite.browser, suite.server);
  await page.evaluate((name) => e2e.connect(name), name);
  return page;
}
const failure = (page, f, ...args) => page.evaluate(([f, args]) => e2e.rejection(() => (0, eval)(f)(...args)), [f.toString(), args]);
const until = (page, condition) => page.evaluate((condition) => e2e.until(() => (0, eval)(condition)(), 10000, condition), condition.toString());
const ALL = { read: true, write: true, remove: true, manage: true };
const NONE = { read: false, write: false, remove: false, manage: false };

test('open: the same object while open, the same promise while opening, anew after closing', async () => {
  const page = await connected();
  const id = freshId('open');
  const result = await page.evaluate(async (id) => {
    const models = e2e.domain.models();
    await models.create({ collection: 'e2e', id, data: { a: 1 } });
    const before = [models.isOpen(id), models.isOpening(id)];
    const [one, two] = [models.open(id), models.open(id)];
    const during = [models.isOpen(id), models.isOpening(id)];
    const [m1, m2] = [await one, await two];
    const m3 = await models.open(id);
    const after = [models.isOpen(id), models.isOpening(id)];
    const closing = m1.close();
    const anew = models.open(id);
    await closing;
    const m4 = await anew;
    return { before, during, after, same: [m1 === m2, m1 === m3, m1 === m4], open: [m1.isOpen(), m4.isOpen()], value: m4.root().value(), version: m4.version(), session: models.session() === e2e.domain.session(), resyncing: models.isResyncing() };
  }, id);
  assert.deepEqual(result, { before: [false, false], during: [false, true], after: [true, false], same: [true, true, false], open: [false, true], value: { a: 1 }, version: 1, session: true, resyncing: false });
  assert.deepEqual(page.problems, []);
});

test('errors of open, create, remove, history: codes and classes', async () => {
  const page = await connected();
  const server = (code, error) => assert.deepEqual([error.name, error.code], ['ConvergenceServerError', code]);
  server('model_not_found', await failure(page, () => e2e.domain.models().open('no such model')));
  server('model_not_found', await failure(page, () => e2e.domain.models().remove('no such model')));
  server('model_not_found', await failure(page, () => e2e.domain.models().history('no such model')));
  server('model_not_found', await failure(page, () => e2e.domain.models().permissions('no such model').getPermissions()));
  const id = freshId('twice');
  await page.evaluate((id) => e2e.domain.models().create({ collection: 'e2e', id }), id);
  server('model_already_exists', await failure(page, (id) => e2e.domain.models().create({ collection: 'e2e', id }), id));
  await page.evaluate((id) => e2e.domain.models().open(id), id);
  const open = await failure(page, (id) => e2e.domain.models().create({ collection: 'e2e', id }), id);
  assert.match(open.message, /open/);
  assert.match((await failure(page, () => e2e.domain.models().create({ data: {} }))).message, /collection/);
  assert.match((await failure(page, () => e2e.domain.models().openAutoCreate({ collection: '' }))).message, /collection/);
  assert.match((await failure(page, () => e2e.domain.models().openAutoCreate({ collection: 'e2e', data: [] }))).message, /data/);
  const thrown = await page.evaluate(() => {
    const m = e2e.domain.models();
    const tries = { id: [() => m.open(''), () => m.open(), () => m.isOpen(''), () => m.isOpening(5), () => m.remove(''), () => m.history(''), () => m.permissions(''), () => m.collectionPermissions(), () => m.openAutoCreate({ id: '', collection: 'e2e' })],
      query: [() => m.query(''), () => m.query(5)], options: [() => m.openAutoCreate()] };
    const wrong = [];
    for (const [name, list] of Object.entries(tries)) for (const f of list) {
      try { f(); wrong.push(f.toString()); } catch (e) { if (!e.message.includes(name)) wrong.push([f.toString(), e.message]); }
    }
    return wrong;
  });
  assert.deepEqual(thrown, []);
});

test('a data callback runs only when the model does not exist; an ephemeral model ends with its last reader', async () => {
  const page = await connected();
  const id = freshId('callback');
  const result = await page.evaluate(async (id) => {
    const models = e2e.domain.models();
    let asked = 0;
    const options = { collection: 'e2e', id, ephemeral: true, data: async () => ({ asked: ++asked }) };
    const first = await models.openAutoCreate(options);
    await first.close();
    const gone = await e2e.rejection(() => models.open(id));
    const second = await models.openAutoCreate({ ...options, ephemeral: false });
    await second.close();
    const third = await models.openAutoCreate(options);
    const unnamed = await models.openAutoCreate({ collection: 'e2e', data: { x: 1 } });
    return [gone?.code, asked, third.root().value(), third.collectionId(), unnamed.modelId().length > 8, unnamed.root().value(), unnamed.root().id()];
  }, id);
  assert.deepEqual(result, ['model_not_found', 2, { asked: 2 }, 'e2e', true, { x: 1 }, '@:0']);
});

test('remove: an open model is deleted and closed here, and closed and deleted elsewhere', async () => {
  const id = freshId('remove');
  const a = await suite.openModel({ id, name: 'Ada', data: { s: 'x' } });
  const b = await suite.openModel({ id, name: 'Bob' });
  for (const page of [a, b]) await page.evaluate(() => {
    e2e.order = [];
    for (const name of ['closed', 'deleted']) e2e.model.on(name, (e) => e2e.order.push([e.name, e.local, typeof e.reason, e.src === e2e.model, e.reasonCode ?? null]));
    e2e.s = e2e.model.elementAt('s');
    e2e.s.on('detached', () => e2e.order.push(['detached']));
  });
  await a.evaluate((id) => e2e.domain.models().remove(id), id);
  await until(b, () => e2e.order.length === 3);
  assert.deepEqual(await a.evaluate(() => e2e.order), [['deleted', true, 'undefined', true, null], ['detached'], ['closed', true, 'undefined', true, 0]]);
  const [detached, closed, deleted] = await b.evaluate(() => e2e.order);
  assert.deepEqual([detached, closed.slice(0, 2), closed[4], deleted.slice(0, 2)], [['detached'], ['closed', false], 2, ['deleted', false]]);
  assert.equal(closed[2], 'string');
  assert.equal((await failure(b, (id) => e2e.domain.models().open(id), id)).code, 'model_not_found');
});

test('without a connection everything that needs one rejects with offline', async () => {
  const page = await connected();
  await page.evaluate(() => e2e.domain.disconnect());
  const calls = [() => e2e.domain.models().open('m'), () => e2e.domain.models().create({ collection: 'c' }), () => e2e.domain.models().remove('m'),
    () => e2e.domain.models().query('SELECT * FROM c'), () => e2e.domain.models().history('m'), () => e2e.domain.models().openAutoCreate({ collection: 'c' }),
    () => e2e.domain.models().permissions('m').getPermissions(), () => e2e.domain.models().permissions('m').setOverridesCollection(true), () => e2e.domain.models().collectionPermissions('c').getWorldPermissions()];
  for (const call of calls) assert.equal((await failure(page, call))?.code, 'offline', call.toString());
});

test('what needs a local store says that it is not supported', async () => {
  const page = await suite.openModel({ id: freshId('store') });
  const calls = [() => e2e.domain.models().subscribeOffline('m'), () => e2e.domain.models().unsubscribeOffline(['m']), () => e2e.domain.models().setOfflineSubscription([]),
    () => e2e.domain.models().getOfflineSubscriptions(), () => e2e.domain.models().getOfflineModelMetaData(), () => e2e.model.subscribeOffline(), () => e2e.model.unsubscribeOffline()];
  for (const call of calls) {
    const error = await failure(page, call);
    assert.deepEqual([error?.name, error?.code], ['ConvergenceError', 'not_supported'], call.toString());
  }
  assert.deepEqual(await page.evaluate(() => [e2e.model.isSubscribedOffline(), e2e.model.isLocal()]), [false, false]);
});

test('query: pages of results with dates, projections, and the place of an error', async () => {
  const page = await connected();
  const collection = freshId('query');
  const result = await page.evaluate(async (collection) => {
    const models = e2e.domain.models();
    for (let i = 0; i < 5; i++) await models.create({ collection, id: `${collection}-${i}`, data: { n: i, o: { s: `x${i}` } } });
    const all = await models.query(`SELECT * FROM ${collection} WHERE n > 0 ORDER BY n DESC LIMIT 2 OFFSET 1`);
    const [first] = all.data;
    const picked = await models.query(`SELECT o.s AS name FROM ${collection} WHERE n = 3`);
    const none = await models.query(`SELECT * FROM ${collection} WHERE n = 99`);
    const error = await e2e.rejection(() => models.query(`SELECT * FROM ${collection} WHERE`));
    return { page: [all instanceof Convergence.PagedData, Object.isFrozen(all), all.offset, all.totalResults, all.data.length],
      first: [first instanceof Convergence.ModelResult, Object.isFrozen(first), first.data, first.modelId, first.collectionId, first.version, first.created instanceof Date, first.modified instanceof Date, Math.abs(Date.now() - first.created) < 60000],
      picked: picked.data.map((m) => m.data), none: [none.data.length, none.totalResults], error: [error.name, error.code] };
  }, collection);
  assert.deepEqual(result.page, [true, true, 1, 4, 2]);
  assert.deepEqual(result.first, [true, true, { n: 3, o: { s: 'x3' } }, `${collection}-3`, collection, 1, true, true, true]);
  assert.deepEqual(result.picked, [{ name: 'x3' }]);
  assert.deepEqual([result.none, result.error], [[0, 0], ['ConvergenceServerError', 'invalid_query']]);
});

test('the permission manager reads and writes every part, for users and groups', async () => {
  const page = await suite.openModel({ id: freshId('manager') });
  const result = await page.evaluate(async () => {
    const p = e2e.model.permissionsManager();
    const { DomainUserIdMap, ModelPermissions } = Convergence;
    const guest = await Convergence.connectAnonymously(e2e.url, 'Guest');
    const other = guest.session().user().userId;
    const me = e2e.domain.session().user().userId;
    const out = { id: [p.modelId === e2e.model.modelId(), p instanceof Convergence.ModelPermissionManager] };
    const json = (map) => Object.fromEntries(map.entries().map(([user, x]) => [user.equals(me) ? 'me' : user.equals(other) ? 'guest' : user.toGuid(), x.toJSON()]));
    const own = await p.getPermissions();
    out.start = [own instanceof ModelPermissions, own.toJSON(), await p.getOverridesCollection(), (await p.getWorldPermissions()).toJSON(), json(await p.getAllUserPermissions())];
    await p.setOverridesCollection(true);
    await p.setWorldPermissions({ read: true, write: false, remove: false, manage: false });
    await p.setUserPermissions('bob', { read: true, write: true, remove: false, manage: false });
    await p.setUserPermissions(other, ModelPermissions.NONE);
    out.set = [await p.getOverridesCollection(), (await p.getWorldPermissions()).toJSON(), json(await p.getAllUserPermissions()), (await p.getUserPermissions('bob')).toJSON(), await p.getUserPermissions('nobody') === undefined];
    await p.removeUserPermissions('bob');
    out.removed = Object.keys(json(await p.getAllUserPermissions()));
    const map = new DomainUserIdMap();
    map.set(me, out.start[1]);
    map.set('eve', { read: true, write: false, remove: false, manage: false });
    await p.setAllUserPermissions(map);
    out.all = json(await p.getAllUserPermissions());
    out.groups = [[...(await p.getAllGroupPermissions())].length];
    const failed = await e2e.rejection(() => p.setGroupPermissions('no-such-group', ModelPermissions.NONE));
    out.groups.push(failed?.code);
    await guest.dispose();
    await p.removeGroupPermissions('no-such-group').catch(() => {});
    await p.setAllGroupPermissions({});
    out.groups.push(await p.getGroupPermissions('no-such-group') === undefined);
    return out;
  });
  const only = { read: true, write: false, remove: false, manage: false };
  assert.deepEqual(result.id, [true, true]);
  assert.deepEqual(result.start, [true, ALL, false, NONE, { me: ALL }]);
  assert.deepEqual(result.set, [true, only, { me: ALL, 'normal:bob': { ...only, write: true }, guest: NONE }, { ...only, write: true }, true]);
  assert.deepEqual(result.removed.sort(), ['guest', 'me']);
  assert.deepEqual(result.all, { me: ALL, 'normal:eve': only });
  assert.deepEqual(result.groups, [0, 'group_not_found', true]);
});

test('bad permissions throw and name the argument; nothing is sent', async () => {
  const page = await suite.openModel({ id: freshId('bad') });
  const wrong = await page.evaluate(async () => {
    const p = e2e.model.permissionsManager();
    const tries = { permissions: [() => p.setWorldPermissions(), () => p.setUserPermissions('x', 5), () => p.setAllUserPermissions({ x: null }), () => p.setAllGroupPermissions(5)],
      overrides: [() => p.setOverridesCollection('yes')], user: [() => p.setUserPermissions(5, {}), () => p.getUserPermissions(5), () => p.removeUserPermissions()],
      mapping: [() => p.setAllUserPermissions(5)], group: [() => p.setGroupPermissions('', {}), () => p.removeGroupPermissions(), () => p.getGroupPermissions(5)] };
    const wrong = [];
    for (const [name, list] of Object.entries(tries)) for (const f of list) {
      try { await f(); wrong.push(f.toString()); } catch (e) { if (!e.message.includes(name)) wrong.push([f.toString(), e.message]); }
    }
    return wrong;
  });
  assert.deepEqual(wrong, []);
});

test('permissions of a collection', async () => {
  const page = await connected();
  const collection = freshId('collection');
  const result = await page.evaluate(async (collection) => {
    await e2e.domain.models().create({ collection });
    const p = e2e.domain.models().collectionPermissions(collection);
    const own = await p.getPermissions().catch((e) => e);
    if (own instanceof Error) return { id: p.collectionId === collection, error: own.code };
    const world = await p.getWorldPermissions();
    const set = await e2e.rejection(() => p.setUserPermissions('bob', { create: true, read: true }));
    return { id: p.collectionId === collection, own: own instanceof Convergence.CollectionPermissions, keys: Object.keys(world.toJSON()), frozen: Object.isFrozen(world), set: set?.code ?? (await p.getUserPermissions('bob')).toJSON() };
  }, collection);
  assert.equal(result.id, true);
  assert.deepEqual(result.keys, ['create', 'read', 'write', 'remove', 'manage']);
  assert.deepEqual([result.own, result.frozen], [true, true]);
  assert.ok(result.set === 'unauthorized' || JSON.stringify(result.set) === JSON.stringify({ create: true, read: true, write: false, remove: false, manage: false }), JSON.stringify(result.set));
});

test('losing the permission to write is an event, and edits throw; losing to read closes the model', async () => {
  const id = freshId('downgrade');
  const a = await suite.openModel({ id, name: 'Ada', data: { s: 'x' } });
  const b = await suite.openModel({ id, name: 'Bob' });
  const bob = await b.evaluate(() => {
    e2e.log = [];
    e2e.before = e2e.model.permissions().toJSON();
    e2e.model.on('permissions_changed', (e) => e2e.log.push([e.permissions.toJSON(), e.changes, e.model === e2e.model, Object.isFrozen(e), Object.isFrozen(e.changes), e.permissions instanceof Convergence.ModelPermissions]));
    e2e.model.on('closed', (e) => e2e.log.push(['closed', e.local, e.reasonCode]));
    return e2e.domain.session().user().userId.toGuid();
  });
  const before = await b.evaluate(() => e2e.before);
  assert.equal(before.write, true);
  const set = (p) => a.evaluate(([bob, p]) => e2e.model.permissionsManager().setUserPermissions(Convergence.DomainUserId.fromGuid(bob), p), [bob, p]);
  await set({ ...before, write: false });
  await until(b, () => e2e.log.length === 1);
  const edits = await b.evaluate(() => {
    const s = e2e.model.elementAt('s');
    const messages = [() => s.insert(0, 'y'), () => s.value('y'), () => e2e.model.root().set('k', 1), () => e2e.model.root().remove('s'), () => s.removeFromParent()].map((f) => {
      try { f(); return 'done'; } catch (e) { return `${e.name}: ${e.message}`; }
    });
    return [messages, e2e.model.root().value(), e2e.model.permissions().toJSON(), e2e.model.isCommitted()];
  });
  for (const message of edits[0]) assert.match(message, /^Error: .*write permission/);
  assert.deepEqual(edits.slice(1), [{ s: 'x' }, { ...before, write: false }, true]);
  await set(before);
  await until(b, () => e2e.log.length === 2);
  await b.evaluate(() => e2e.model.elementAt('s').insert(0, 'y'));
  await set(NONE);
  await until(b, () => e2e.log.some((entry) => entry[0] === 'closed'));
  const log = await b.evaluate(() => e2e.log);
  assert.deepEqual(log[0], [{ ...before, write: false }, ['write'], true, true, true, true]);
  assert.deepEqual(log[1].slice(0, 2), [before, ['write']]);
  assert.deepEqual(log.at(-1).slice(0, 2), ['closed', false]);
  assert.equal((await failure(b, (id) => e2e.domain.models().open(id), id)).code, 'unauthorized');
  assert.equal((await failure(b, (id) => e2e.domain.models().permissions(id).getWorldPermissions(), id)).code, 'unauthorized');
});
