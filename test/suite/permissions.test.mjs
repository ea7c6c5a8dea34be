// Who may do what with a model: the world, single users and groups, on every
// path to the model, and while it is open.
import assert from 'node:assert/strict';
import test from 'node:test';
import { command, openPeople, setUpPeople } from '../harness/people.mjs';
import { freshId } from '../harness/suite.mjs';

const suite = setUpPeople();
const READ = { read: true, write: false, remove: false, manage: false };
const WRITE = { ...READ, write: true };
const ALL = { read: true, write: true, remove: true, manage: true };
const NONE = { read: false, write: false, remove: false, manage: false };

let page;
// The globals of openPeople, and what every test of this file does to a model.
test('two users, two sessions each', async () => {
  page = await openPeople(suite);
  await page.evaluate(() => {
    /** Makes a model that belongs to bob, with permissions. */
    globalThis.make = (id, options = {}) => bob.models().create({ collection: 'rights', id, data: { s: 'x' }, ...options });
    /** What ada can do with it, path by path: "yes" or the code of the refusal. */
    globalThis.paths = async (id, domain = ada) => {
      const models = domain.models();
      const answer = async (f) => {
        try { await f(); return 'yes'; } catch (error) { return error.code ?? error.message; }
      };
      return {
        open: await answer(async () => { const m = await models.open(id); globalThis.own = m.permissions().toJSON(); await m.close(); }),
        create: await answer(async () => { const m = await models.openAutoCreate({ collection: 'rights', id }); await m.close(); }),
        history: await answer(() => models.history(id)),
        permissions: await answer(() => models.permissions(id).getWorldPermissions()),
        manage: await answer(() => models.permissions(id).removeUserPermissions('nobody')),
        query: (await models.query(`SELECT @id FROM rights WHERE @id = "${id}"`)).totalResults,
      };
    };
    /** Ada's model with a log of what it tells about permissions and its end. */
    globalThis.watch = async (id, domain = ada) => {
      const model = await domain.models().open(id);
      const log = [];
      for (const name of ['permissions_changed', 'closed', 'deleted', 'resync_error', 'online', 'offline']) {
        model.on(name, (e) => log.push([e.name, e.changes ?? e.reasonCode ?? null, performance.now()]));
      }
      return { model, log, text: model.elementAt('s') };
    };
    globalThis.told = (log) => log.map(([name, what]) => (what === null ? name : `${name} ${what}`));
  });
});

test('options of a new model: the world, users and the collection are resolved in this order', async () => {
  const ids = Array.from({ length: 7 }, () => freshId('created'));
  const result = await page.evaluate(async ([ids, READ, WRITE, ALL, NONE]) => {
    const map = new Convergence.DomainUserIdMap();
    map.set(Convergence.DomainUserId.normal('ada'), NONE);
    const guest = await Convergence.connectAnonymously(e2e.url, 'ada'); // who has another type than ada
    const options = [
      {}, // the world of the collection
      { worldPermissions: NONE }, // which it does not override
      { worldPermissions: NONE, overrideCollectionWorldPermissions: true },
      { worldPermissions: NONE, overrideCollectionWorldPermissions: true, userPermissions: { ada: READ } },
      { worldPermissions: ALL, overrideCollectionWorldPermissions: true, userPermissions: new Map([['ada', WRITE]]) },
      { worldPermissions: ALL, overrideCollectionWorldPermissions: true, userPermissions: map },
      { worldPermissions: READ, overrideCollectionWorldPermissions: true, userPermissions: new Map([[guest.session().user().userId, ALL]]) },
    ];
    const out = [];
    for (const [i, o] of options.entries()) {
      await make(ids[i], o);
      globalThis.own = null;
      const p = await paths(ids[i]);
      const mine = await bob.models().permissions(ids[i]).getPermissions();
      out.push([p.open, own && Object.keys(own).filter((k) => own[k]).join(' '), p.history, p.query, p.manage, Object.values(mine.toJSON()).every(Boolean)]);
    }
    const bad = [];
    for (const o of [{ worldPermissions: 5 }, { userPermissions: { ada: null } }, { userPermissions: 5 }, { userPermissions: new Map([[5, READ]]) }]) {
      bad.push(await failure(() => make('never made', o)));
    }
    await guest.dispose();
    return { out, bad, made: await failure(() => bob.models().open('never made')) };
  }, [ids, READ, WRITE, ALL, NONE]);
  assert.deepEqual(result.out, [
    ['yes', 'read write remove', 'yes', 1, 'unauthorized', true],
    ['yes', 'read write remove', 'yes', 1, 'unauthorized', true],
    ['unauthorized', null, 'unauthorized', 0, 'unauthorized', true],
    ['yes', 'read', 'yes', 1, 'unauthorized', true],
    ['yes', 'read write', 'yes', 1, 'unauthorized', true],
    ['unauthorized', null, 'unauthorized', 0, 'unauthorized', true],
    ['yes', 'read', 'yes', 1, 'unauthorized', true],
  ]);
  for (const [i, name] of ['worldPermissions', 'userPermissions of ada', 'mapping', 'user'].entries()) assert.match(result.bad[i], new RegExp(`^rejected \\w*Error .*${name}`, 'i'));
  assert.equal(result.made, 'rejected ConvergenceServerError model_not_found');
});

test('a group gives and takes what its members may do, on every path and at once', async () => {
  const id = freshId('group');
  const before = await page.evaluate(async ([id, READ, NONE]) => {
    await make(id, { worldPermissions: NONE, overrideCollectionWorldPermissions: true });
    const none = await paths(id);
    await bob.models().permissions(id).setGroupPermissions('readers', READ);
    const some = await paths(id);
    globalThis.w = await watch(id);
    const groups = await bob.models().permissions(id).getAllGroupPermissions();
    return { none, some, own: w.model.permissions().toJSON(), groups: [...groups].map(([g, p]) => [g, p.toJSON()]), one: (await bob.models().permissions(id).getGroupPermissions('readers')).toJSON() };
  }, [id, READ, NONE]);
  const refused = { open: 'unauthorized', create: 'unauthorized', history: 'unauthorized', permissions: 'unauthorized', manage: 'unauthorized', query: 0 };
  assert.deepEqual(before, { none: refused, some: { open: 'yes', create: 'yes', history: 'yes', permissions: 'yes', manage: 'unauthorized', query: 1 },
    own: READ, groups: [['readers', READ]], one: READ });
  const changed = await page.evaluate(async ([id, WRITE]) => {
    const edit = await failure(async () => w.text.insert(0, 'y'));
    await bob.models().permissions(id).setGroupPermissions('readers', WRITE);
    await until(() => w.log.length === 1);
    w.text.insert(0, 'y');
    return [edit, told(w.log), w.model.permissions().toJSON()];
  }, [id, WRITE]);
  assert.match(changed[0], /^rejected Error .*write permission|unauthorized/);
  assert.deepEqual(changed.slice(1), [['permissions_changed write'], WRITE]);
  // An administrator takes ada out of the group.
  const begin = Date.now();
  command(suite.server, 'group', 'member', 'remove', 'readers', 'ada');
  const after = await page.evaluate(async (id) => {
    await until(() => w.log.some(([name]) => name === 'closed'));
    return [told(w.log).slice(1), await paths(id), w.text.isDetached()];
  }, id);
  console.log(`figure permissions.group_left.ms ${Date.now() - begin} ms`);
  assert.deepEqual(after, [['closed 8'], refused, true]);
  command(suite.server, 'group', 'member', 'add', 'readers', 'ada');
});

test('who loses a right while the model is open is told and refused within a second', async () => {
  const id = freshId('live');
  const result = await page.evaluate(async ([id, READ, WRITE, NONE]) => {
    await make(id, { overrideCollectionWorldPermissions: true, worldPermissions: WRITE });
    const rights = bob.models().permissions(id);
    const [one, two] = [await watch(id), await watch(id, ada2)];
    const history = await ada.models().history(id);
    one.text.insert(0, '-');
    await until(() => one.model.isCommitted());
    const newer = await ada.models().history(id);
    const witness = await bob2.models().open(id);
    const times = [];
    const change = async (f, n) => {
      const begin = performance.now();
      await f();
      await until(() => one.log.length >= n && two.log.length >= n);
      times.push(Math.max(one.log[n - 1][2], two.log[n - 1][2]) - begin);
    };
    await change(() => rights.setWorldPermissions(READ), 1);
    const refused = [one, two].map((w) => { try { w.text.insert(0, 'no'); return 'done'; } catch (e) { return /write permission/.test(e.message); } });
    await change(() => rights.setUserPermissions('ada', WRITE), 2);
    one.text.insert(0, 'a');
    two.text.insert(0, 'b');
    await until(() => witness.elementAt('s').value().length === 4);
    // What is on its way when everything is taken is refused, and the model ends all the same.
    one.text.insert(0, 'late');
    await change(() => rights.setUserPermissions('ada', NONE), 3);
    return { told: [told(one.log), told(two.log)], refused, times, ends: [one.model.isOpen(), one.text.isDetached(), await one.model.whenClosed() === undefined], paths: await paths(id),
      play: await failure(() => newer.backward()), old: history.root().value().s, collaborators: witness.collaborators().length, text: witness.elementAt('s').value().length };
  }, [id, READ, WRITE, NONE]);
  const changes = ['permissions_changed write', 'permissions_changed write', 'closed 8'];
  assert.deepEqual(result.told[1], changes);
  assert.deepEqual([result.told[0].slice(0, 2), result.told[0].length], [changes.slice(0, 2), 3]);
  assert.match(result.told[0][2], /^closed [18]$/);
  assert.deepEqual([result.refused, result.ends, result.paths.open, result.paths.history, result.paths.query], [[true, true], [false, true, true], 'unauthorized', 'unauthorized', 0]);
  assert.ok(result.times.every((ms) => ms < 1000), `${result.times} ms`);
  console.log(`figure permissions.revoked.ms ${Math.max(...result.times).toFixed(0)} ms`);
  assert.ok(result.collaborators === 1 && [4, 8].includes(result.text), JSON.stringify(result));
  assert.deepEqual([result.play, result.old], ['rejected ConvergenceServerError unauthorized', 'x']);
});

test('rights that change while the connection is down: told when it is back, or the end of the model', async () => {
  const [id, lost] = [freshId('away'), freshId('away')];
  const result = await page.evaluate(async ([id, lost, READ, WRITE, NONE]) => {
    await make(id, { overrideCollectionWorldPermissions: true, worldPermissions: WRITE });
    await make(lost, { overrideCollectionWorldPermissions: true, worldPermissions: WRITE });
    const [kept, gone] = [await watch(id), await watch(lost)];
    wires.ada.cut();
    await until(() => kept.log.length === 1 && gone.log.length === 1);
    await bob.models().permissions(id).setWorldPermissions(READ);
    await bob.models().permissions(lost).setWorldPermissions(NONE);
    wires.ada.mend();
    await until(() => told(kept.log).includes('online') && told(gone.log).some((x) => x.startsWith('closed')));
    return { kept: told(kept.log), gone: told(gone.log), rights: kept.model.permissions().toJSON(), edit: await failure(async () => kept.text.insert(0, 'x')) };
  }, [id, lost, READ, WRITE, NONE]);
  assert.deepEqual(result.kept, ['offline', 'permissions_changed write', 'online']);
  assert.deepEqual(result.gone, ['offline', 'resync_error', 'closed 1']);
  assert.deepEqual(result.rights, READ);
  assert.match(result.edit, /unauthorized|write permission/);
});

test('removing without the right to is refused and changes nothing: the model stays open, and edits arrive', async () => {
  const id = freshId('remove');
  const result = await page.evaluate(async ([id, WRITE, ALL]) => {
    await make(id, { overrideCollectionWorldPermissions: true, worldPermissions: WRITE });
    const w = await watch(id);
    const witness = await bob.models().open(id);
    w.text.insert(0, 'kept ');
    const refused = await failure(() => ada.models().remove(id));
    const still = [w.model.isOpen(), w.text.isAttached(), ada.models().isOpen(id), told(w.log)];
    w.text.insert(0, 'still ');
    await until(() => witness.elementAt('s').value() === 'still kept x');
    const unopened = await failure(() => ada2.models().remove(id));
    await bob.models().permissions(id).setWorldPermissions(ALL);
    await until(() => w.log.length === 1);
    await ada.models().remove(id);
    await until(() => !witness.isOpen());
    return { refused, still, unopened, end: told(w.log).slice(1), others: [witness.isOpen(), await failure(() => bob.models().open(id))] };
  }, [id, WRITE, ALL]);
  assert.match(result.refused, /^rejected \w+ unauthorized$/);
  assert.deepEqual(result.still, [true, true, true, []]);
  assert.deepEqual([result.unopened, result.end], ['rejected ConvergenceServerError unauthorized', ['deleted', 'closed 0']]);
  assert.deepEqual(result.others, [false, 'rejected ConvergenceServerError model_not_found']);
  assert.deepEqual(page.problems, []);
});

test('who gives up own rights is told as well, and cannot take them back', async () => {
  const id = freshId('own');
  const result = await page.evaluate(async ([id, READ]) => {
    await make(id);
    const w = await watch(id, bob);
    const rights = w.model.permissionsManager();
    await rights.setUserPermissions(bob.session().user().userId, READ);
    await until(() => w.log.length === 1);
    return [told(w.log), w.model.permissions().toJSON(), (await rights.getPermissions()).toJSON(), await failure(async () => w.text.insert(0, 'x')), await failure(() => rights.setUserPermissions('bob', { ...READ, manage: true })), await failure(() => bob.models().remove(id)), w.model.isOpen()];
  }, [id, READ]);
  assert.deepEqual(result.slice(0, 3), [['permissions_changed write,remove,manage'], READ, READ]);
  assert.match(result[3], /write permission|unauthorized/);
  assert.deepEqual(result.slice(4), ['rejected ConvergenceServerError unauthorized', 'rejected ConvergenceServerError unauthorized', true]);
});

test('permissions of a collection reach its models, open ones too', async () => {
  const collection = freshId('collection');
  const edit = (...rights) => command(suite.server, 'collection', 'edit', collection, ...rights); // sessions may not
  const heard = (times) => page.evaluate((times) => until(() => watched.log.length === times), times);
  await page.evaluate((collection) => bob.models().create({ collection, id: `${collection}-model`, data: { s: 'x' } }), collection);
  edit('--user', 'bob=all');
  await page.evaluate(async (collection) => { globalThis.watched = await watch(`${collection}-model`); }, collection);
  edit('--world', 'read');
  await heard(1);
  const refused = await page.evaluate(async ([collection, READ, NONE]) => ({
    create: await failure(() => ada.models().create({ collection, data: {} })),
    auto: await failure(() => ada.models().openAutoCreate({ collection, id: `${collection}-new` })),
    manage: await failure(() => ada.models().collectionPermissions(collection).setWorldPermissions(NONE)),
    bob: await failure(() => bob.models().collectionPermissions(collection).setWorldPermissions(READ)),
  }), [collection, READ, NONE]);
  edit('--group', 'readers=read,write,create');
  await heard(2);
  const made = await page.evaluate((collection) => ada.models().create({ collection, data: { mine: true } }), collection);
  edit('--user', 'ada=none');
  await heard(3);
  const result = await page.evaluate(async ([collection, made]) => {
    const own = await ada.models().open(made);
    return { told: told(watched.log), own: own.permissions().toJSON(), found: (await ada.models().query(`SELECT * FROM ${collection}`)).data.map((m) => m.data) };
  }, [collection, made]);
  const no = 'rejected ConvergenceServerError unauthorized';
  assert.deepEqual(refused, { create: no, auto: no, manage: no, bob: no });
  assert.deepEqual(result, { told: ['permissions_changed write,remove', 'permissions_changed write', 'closed 8'],
    own: ALL, found: [{ mine: true }] });
});
