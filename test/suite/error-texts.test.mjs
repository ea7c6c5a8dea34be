// What goes wrong says what it is and what to do, each fault with one kind of
// error: values that are too deep, batches, activities that were left, rights
// for nobody, times before a model, and calls while the connection is away.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { openPeople, setUpPeople } from '../harness/people.mjs';
import { freshId } from '../harness/suite.mjs';

const suite = setUpPeople();
let page;
beforeEach(async () => {
  page = await openPeople(suite);
  await page.evaluate(() => {
    globalThis.told = async (f) => {
      try {
        await f();
        return 'nothing';
      } catch (e) {
        return `${e.name} ${e.code}: ${e.message}`;
      }
    };
    globalThis.nest = (levels, make) => { let v = 1; for (let i = 1; i < levels; i++) v = make(v); return v; };
  });
});
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('values that are nested too deeply, wherever they go', async () => {
  const { good, bad } = await page.evaluate(async (id) => {
    const shapes = [(v) => [v], (v) => ({ k: v })];
    const model = await ada.models().openAutoCreate({ collection: 'e2e', id, data: { o: { o: {} }, a: [] } });
    const activity = await ada.activities().join('t', id, { autoCreate: { ephemeral: true } });
    const cycle = {};
    cycle.self = cycle;
    // Levels that a value may have there, and how it gets there.
    let made = 0;
    const ways = [
      [200, (v) => ada.models().create({ collection: 'e2e', id: `${id}-${++made}`, data: v })],
      [199, (v) => model.root().set('v', v)],
      [197, (v) => model.elementAt('o', 'o').set('v', v)],
      [198, (v) => model.elementAt('a').insert(0, v)],
      [199, (v) => model.elementAt('o').value(v)],
      [200, (v) => ada.presence().setState('k', v)],
      [200, (v) => activity.setState('k', v)],
    ];
    const good = [], bad = [];
    for (const shape of shapes) {
      for (const [i, [levels, way]] of ways.entries()) {
        if (shape === shapes[0] && (i === 0 || i === 4)) continue; // needs an object
        good.push(await told(() => way(nest(levels, shape))));
        for (const v of [nest(levels + 1, shape), nest(5000, shape), cycle]) bad.push(await told(() => way(v)));
      }
    }
    await e2e.until(() => model.isCommitted());
    return { good, bad };
  }, freshId('deep'));
  assert.deepEqual([...new Set(good)], ['nothing']);
  for (const text of bad) {
    assert.match(text, /^ConvergenceError unsupported_type: .*nested too deeply.*200 levels/);
    assert.ok(text.length < 160, text);
  }
});

test('batches that are not where they should be', async () => {
  const texts = await page.evaluate(async (id) => {
    const m = await ada.models().openAutoCreate({ collection: 'e2e', id, data: { n: 0 } });
    const texts = [await told(() => m.completeBatch()), await told(() => m.cancelBatch())];
    m.startBatch();
    texts.push(await told(() => m.startBatch()), await told(() => m.completeBatch()));
    m.elementAt('n').add(1);
    texts.push(await told(() => m.cancelBatch()));
    m.completeBatch();
    await m.close();
    texts.push(await told(() => m.startBatch()));
    return texts;
  }, freshId('batch'));
  for (const [i, pattern] of [/no batch.*startBatch/, /no batch.*startBatch/, /in progress.*completeBatch.*cancelBatch/, /empty.*cancelBatch/, /edits.*completeBatch/, /closed/].entries()) {
    assert.match(texts[i], pattern);
  }
});

test('a state that is set before leaving arrives, and who leaves again afterwards is told which activity', async () => {
  const found = await page.evaluate(async (id) => {
    const problems = [];
    ada.on('error', (e) => problems.push(e.message));
    const autoCreate = { ephemeral: true, worldPermissions: ['join', 'view_state', 'set_state'] };
    const mine = await ada.activities().join('draw', id, { autoCreate });
    const theirs = await bob.activities().join('draw', id);
    const heard = e2e.record(theirs, ['state_set', 'session_left'], ['key', 'value']);
    mine.setState('last', 'word');
    const leaving = mine.leave();
    mine.setState('too', 'late');
    const second = await told(() => mine.leave());
    await leaving;
    const third = await told(() => mine.leave());
    await e2e.until(() => heard.length > 1);
    await theirs.leave();
    return { second, third, heard, problems };
  }, freshId('left'));
  assert.equal(found.second, 'nothing'); // it is being left already: both end together
  assert.match(found.third, /^Error undefined: activity draw\/left-.* is not joined any more/);
  assert.deepEqual(found.heard, [{ name: 'state_set', key: 'last', value: 'word' }, { name: 'session_left' }]);
  assert.deepEqual(found.problems, []);
});

test('rights for nobody, and rights that are none', async () => {
  const texts = await page.evaluate(async (id) => {
    const models = ada.models();
    await models.create({ collection: 'e2e', id });
    const activity = await ada.activities().join('t', id, { autoCreate: { ephemeral: true } });
    await ada.chat().create({ type: 'room', membership: 'public', id });
    const room = await ada.chat().join(id);
    const read = { read: true, write: false, remove: false, manage: false };
    const rights = [models.permissions(id), models.collectionPermissions('e2e')];
    const roles = [activity.permissions(), room.permissions()];
    let made = 0;
    const create = (o) => models.create({ collection: 'e2e', id: `${id}-${++made}`, ...o });
    const join = (o) => ada.activities().join('t', `${id}-${++made}`, { autoCreate: o });
    const nobody = [], empty = [], strange = [];
    for (const p of rights) {
      if (p === rights[0]) nobody.push(() => p.setUserPermissions('nobody', read), () => p.setAllUserPermissions({ ada: read, nobody: read }));
      empty.push(() => p.setUserPermissions('', read), () => p.setAllUserPermissions({ '': read }), () => p.removeUserPermissions(''));
      strange.push(() => p.setUserPermissions('bob', { read: 'yes' }), () => p.setWorldPermissions({ write: 1 }), () => p.setUserPermissions('bob', { manage: null }), () => p.setGroupPermissions('readers', { remove: 'no' }));
    }
    for (const p of roles) {
      nobody.push(() => p.setUserPermissions({ nobody: [] }), () => p.addUserPermissions({ nobody: [] }));
      empty.push(() => p.setUserPermissions({ '': [] }), () => p.addUserPermissions({ '': [] }));
      strange.push(() => p.addUserPermissions({ bob: [true] }), () => p.setWorldPermissions([5]));
    }
    nobody.push(() => create({ userPermissions: { nobody: read } }), () => join({ userPermissions: { nobody: ['join'] } }), () => ada.identity().groupsForUser('nobody'),
      () => ada.chat().create({ type: 'channel', membership: 'private', id: `${id}-c`, name: 'n', topic: 't', members: ['nobody'] }));
    empty.push(() => create({ userPermissions: { '': read } }), () => join({ userPermissions: { '': ['join'] } }), () => ada.identity().user(''));
    strange.push(() => create({ worldPermissions: { read: 'yes' } }), () => create({ userPermissions: { bob: { write: 1 } } }), () => create({ overrideCollectionWorldPermissions: 'yes' }),
      () => join({ ephemeral: 'yes' }), () => join({ worldPermissions: [5] }));
    const all = async (list) => { const out = []; for (const f of list) out.push(await told(f)); return out; };
    const left = [(await rights[0].getAllUserPermissions()).keys().map((user) => user.username), (await rights[1].getAllUserPermissions()).size()];
    return { nobody: await all(nobody), empty: await all(empty), strange: await all(strange), group: await told(() => rights[0].setGroupPermissions('nobodies', read)), left };
  }, freshId('rights'));
  for (const text of texts.nobody) assert.match(text, /^ConvergenceServerError user_not_found: .*user "nobody" does not exist/);
  assert.match(texts.group, /^ConvergenceServerError group_not_found: .*group "nobodies" does not exist/);
  for (const text of texts.empty) assert.match(text, /^Error undefined: username must not be empty/);
  for (const text of texts.strange) assert.match(text, /^TypeError undefined: .* must be a (boolean|string)/);
  assert.deepEqual(texts.left, [['ada'], 0]);
});

test('a time before there was the model', async () => {
  const [text, created] = await page.evaluate(async (id) => {
    const model = await ada.models().openAutoCreate({ collection: 'e2e', id, data: {} });
    const history = await ada.models().history(id);
    return [await told(() => history.playToTime(new Date(model.createdTime().getTime() - 1))), model.createdTime().toISOString()];
  }, freshId('time'));
  assert.match(text, /^ConvergenceServerError invalid_argument: /);
  assert.ok(text.includes(created), `${text} names ${created}`);
});

test('calls during a short drop wait for the connection', async () => {
  const found = await page.evaluate(async (id) => {
    const gone = await ada.models().create({ collection: 'e2e', id: `${id}-gone` });
    const there = await ada.models().create({ collection: 'e2e', id: `${id}-there` });
    wires.ada.cut();
    await e2e.until(() => !ada.isConnected());
    const models = ada.models();
    const calls = [
      models.openAutoCreate({ collection: 'e2e', id, data: { k: 1 } }).then((m) => m.root().value().k),
      models.open(id).then((m) => m.root().value().k),
      models.create({ collection: 'e2e', id: `${id}-new` }).then((made) => made === `${id}-new`),
      models.remove(gone).then(() => 'removed'),
      models.query('SELECT * FROM e2e').then((page) => page.totalResults > 0),
      models.permissions(there).getPermissions().then((p) => p.read, (e) => e.code),
      ada.identity().user('bob').then((user) => user.username),
      ada.presence().presence('bob').then((p) => p.available),
      ada.serverTime().then((time) => time instanceof Date),
    ];
    await new Promise((resolve) => setTimeout(resolve, 100));
    wires.ada.mend();
    const values = await Promise.all(calls);
    const history = await models.history(id);
    await ada.disconnect();
    return { values, version: history.version(), purpose: await told(() => models.open(`${id}-new`)), time: await told(() => ada.serverTime()) };
  }, freshId('drop'));
  assert.deepEqual(found.values, [1, 1, true, 'removed', true, true, 'bob', true, true]);
  assert.equal(found.version, 1);
  assert.match(found.purpose, /^ConvergenceError offline: .*connect first/);
  assert.match(found.time, /^ConvergenceError offline: /);
});
