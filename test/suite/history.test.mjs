// The history of a model: a document at each of its versions.
import assert from 'node:assert/strict';
import test from 'node:test';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const START = { o: { k: 1 }, a: [1, 2], s: 'abc', n: 1, b: true, d: { $convergenceType: 'date', value: 0 }, z: null };

// A page whose model has gone through one version per edit; e2e.values has the
// JSON of each version, by number, and e2e.times when it was made.
async function past(what, edits) {
  const page = await suite.openModel({ id: freshId(what), name: 'Ada', data: START });
  await page.evaluate(async (edits) => {
    const json = () => e2e.json(e2e.model.root());
    // An undone removal puts a property to the end, so the order is left out.
    const sorted = (v) => (v instanceof Object && !Array.isArray(v) ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])])) : v);
    e2e.json = (element) => JSON.stringify(sorted(element.toJSON()));
    e2e.values = [json(), json()];
    e2e.times = [0, e2e.model.createdTime().getTime()];
    for (const edit of edits) {
      (0, eval)(edit)(e2e.model.root());
      await e2e.committed();
      e2e.values.push(json());
      e2e.times.push(e2e.model.time().getTime());
    }
    e2e.history = await e2e.domain.models().history(e2e.model.modelId());
  }, edits.map(String));
  return page;
}

const EDITS = [
  (r) => r.get('s').insert(3, 'd'), (r) => r.get('s').remove(0, 2), (r) => r.get('s').splice(0, 1, 'xyz'), (r) => r.get('s').value('whole'),
  (r) => r.get('o').set('k', 'replaced'), (r) => r.get('o').set('new', { deep: [1] }), (r) => r.get('o').remove('k'), (r) => r.get('o').value({ fresh: true }),
  (r) => r.get('a').insert(1, 'x'), (r) => r.get('a').set(0, 'y'), (r) => r.get('a').reorder(0, 2), (r) => r.get('a').remove(1), (r) => r.get('a').value([9]),
  (r) => r.get('n').add(0.5), (r) => r.get('n').value(7), (r) => r.get('b').value(false), (r) => r.get('d').value(new Date(5)), (r) => r.set('z', 'not null'),
  (r) => { const m = r.model(); m.startBatch(); r.get('n').add(1); r.remove('a'); m.completeBatch(); },
];

test('a history shows every version, in both directions and across', async () => {
  const page = await past('versions', EDITS);
  const result = await page.evaluate(async () => {
    const h = e2e.history;
    const newest = e2e.model.version();
    const out = { ids: [h.modelId() === e2e.model.modelId(), h.collectionId(), h.session() === e2e.domain.session()],
      at: [h.version(), h.targetVersion(), h.minVersion(), h.maxVersion()].map((v) => v - newest), newest, moving: h.isTransitioning(),
      times: [h.createdTime() - e2e.model.createdTime(), h.minTime() - e2e.model.createdTime(), h.maxTime() - e2e.model.time(), h.time() - e2e.model.time()], wrong: [] };
    const check = () => {
      const v = h.version();
      if (e2e.json(h.root()) !== e2e.values[v]) out.wrong.push([v, e2e.json(h.root()), e2e.values[v]]);
      if (h.time().getTime() !== e2e.times[v]) out.wrong.push([v, 'time', h.time().getTime(), e2e.times[v]]);
    };
    check();
    while (h.version() > 1) { await h.backward(); check(); }
    out.floor = [h.version(), h.time() - h.createdTime()];
    while (h.version() < newest) { await h.forward(); check(); }
    for (const to of [3, 15, 7, 1, 20, 0, newest]) { await h.playTo(to); if (h.version() !== Math.max(to, 1)) out.wrong.push(['playTo', to, h.version()]); check(); }
    await h.backward(5); check();
    await h.forward(2); check();
    out.end = h.version() - newest;
    return out;
  });
  const { newest } = result;
  assert.equal(newest, EDITS.length + 1);
  assert.deepEqual(result, { ids: [true, 'e2e', true], at: [0, 0, -newest, 0], newest, moving: false, times: [0, 0, 0, 0], wrong: [], floor: [1, 0], end: -3 });
  assert.deepEqual(page.problems, []);
});

test('the elements of a history: types, reading, no way to change them', async () => {
  const page = await past('elements', []);
  const result = await page.evaluate(() => {
    const h = e2e.history;
    const root = h.root();
    const C = Convergence;
    const classes = { o: C.HistoricalObject, a: C.HistoricalArray, s: C.HistoricalString, n: C.HistoricalNumber, b: C.HistoricalBoolean, d: C.HistoricalDate, z: C.HistoricalNull };
    const none = h.elementAt('nothing');
    const seen = [];
    root.forEach((e, key) => seen.push([key, e.type()]));
    const items = [];
    root.get('a').forEach((e, i) => items.push([i, e.value()]));
    const k = h.elementAt('o', 'k');
    const thrown = (f) => { try { f(); return 'nothing'; } catch (e) { return e.name; } };
    return { classes: Object.entries(classes).every(([key, type]) => root.get(key) instanceof type && root.get(key) instanceof C.HistoricalElement && !(root.get(key) instanceof C.RealTimeElement)),
      root: [root instanceof C.HistoricalObject, root.parent(), root.path(), root.relativePath(), root.type()], seen, items,
      read: [root.keys().length, root.hasKey('s'), root.hasKey('q'), root.get('a').length(), root.get('a').get(1).value(), root.get('s').length(), root.get('s').value(), root.get('n').value(), root.get('b').value(), root.get('d').value().getTime(), root.get('z').value(), root.get('d').toJSON()],
      place: [k.path(), k.relativePath(), k.parent() === root.get('o'), k.isAttached(), k.isDetached(), k.model() === h, k.id() === e2e.model.elementAt('o', 'k').id(), h.elementAt(['o', 'k']) === k, root.get('o').elementAt('k') === k, h.elementAt() === root],
      none: [none instanceof C.HistoricalUndefined, none.type(), none.value() === undefined, none.id() === undefined, none.path(), none.parent(), none.relativePath(), none === h.elementAt('a', 7), none.isAttached(), none.toJSON() === undefined],
      write: [typeof root.set, typeof root.get('s').insert, thrown(() => root.get('s').value('x')), thrown(() => root.get('a').get(2)), thrown(() => root.get(1))], value: e2e.json(root) === e2e.values[1] };
  });
  const types = [['o', 'object'], ['a', 'array'], ['s', 'string'], ['n', 'number'], ['b', 'boolean'], ['d', 'date'], ['z', 'null']];
  assert.deepEqual(result, { classes: true, root: [true, null, [], null, 'object'], seen: types, items: [[0, 1], [1, 2]],
    read: [7, true, false, 2, 2, 3, 'abc', 1, true, 0, null, { $convergenceType: 'date', value: '1970-01-01T00:00:00.000Z' }],
    place: [['o', 'k'], 'k', true, true, false, true, true, true, true, true],
    none: [true, 'undefined', true, true, null, null, null, true, true, true],
    write: ['undefined', 'undefined', 'Error', 'RangeError', 'TypeError'], value: true });
});

test('playing emits the events of the edits, of their authors, and of their inverses', async () => {
  const page = await past('events', [(r) => r.get('s').insert(3, 'de'), (r) => r.get('o').remove('k'), (r) => r.get('n').add(2)]);
  const result = await page.evaluate(async () => {
    const h = e2e.history;
    const log = [];
    const note = (e) => log.push([e.name, ...(e.index === undefined ? [] : [e.index]), ...(typeof e.value === 'string' || typeof e.value === 'number' ? [e.value] : []), ...(e.key === undefined ? [] : [e.key])].join(' '));
    const by = [];
    for (const key of ['s', 'o', 'n']) h.root().get(key).events().subscribe((e) => { note(e); if (e.user) by.push([e.user.displayName, e.sessionId === e2e.domain.session().sessionId(), e.local, e.element === h.root().get(key)]); });
    h.elementAt('o', 'k').on('detached', (e) => log.push(`k ${e.name}`));
    h.root().on('model_changed', (e) => log.push(`root ${e.relativePath.join('/')} ${e.childEvent.name} ${e.element === h.root()}`));
    await h.playTo(1);
    const back = log.splice(0);
    h.elementAt('o', 'k').on('detached', (e) => log.push(`k ${e.name}`));
    await h.playTo(4);
    return { back, forth: log, by: by.every((b) => JSON.stringify(b) === '["Ada",true,false,true]') || by };
  });
  assert.deepEqual(result, {
    back: ['delta -2', 'model_changed', 'root n delta true', 'set k', 'model_changed', 'root o set true', 'remove 3 de', 'model_changed', 'root s remove true'],
    forth: ['insert 3 de', 'model_changed', 'root s insert true', 'k detached', 'remove k', 'model_changed', 'root o remove true', 'delta 2', 'model_changed', 'root n delta true'],
    by: true,
  });
});

test('each edit is of the one who made it, forward and back', async () => {
  const page = await past('authors', [(r) => r.get('n').add(1)]);
  const result = await page.evaluate(async () => {
    const bob = await Convergence.connectAnonymously(e2e.url, 'Bob');
    const model = await bob.models().open(e2e.model.modelId());
    const before = e2e.model.time().getTime();
    await new Promise((resolve) => setTimeout(resolve, 5));
    model.elementAt('n').add(10);
    await e2e.until(() => e2e.model.version() === 3 && model.isCommitted());
    // What another one has done sets the time of the model too.
    const times = [e2e.model.time() > before, e2e.model.maxTime() - e2e.model.time(), e2e.model.time() - model.time()];
    e2e.model.elementAt('n').add(100);
    await e2e.committed();
    const sessions = { [e2e.domain.session().sessionId()]: 'a', [bob.session().sessionId()]: 'b' };
    await bob.dispose();
    const h = await e2e.domain.models().history(e2e.model.modelId());
    const log = [];
    h.root().get('n').on('delta', (e) => log.push(`${e.user.displayName} ${sessions[e.sessionId]} ${e.value}`));
    h.root().on('model_changed', (e) => log.push(`${e.user.displayName} ${e.childEvent.user.displayName}`));
    await h.playTo(1);
    await h.playTo(4);
    return { log, times };
  });
  const told = (who, letter, n) => [`${who} ${letter} ${n}`, `${who} ${who}`];
  assert.deepEqual(result, { times: [true, 0, 0], log: [...told('Ada', 'a', -100), ...told('Bob', 'b', -10), ...told('Ada', 'a', -1), ...told('Ada', 'a', 1), ...told('Bob', 'b', 10), ...told('Ada', 'a', 100)] });
});

test('target, start and end of a transition; plays wait for each other', async () => {
  const page = await past('transitions', EDITS.slice(0, 6));
  const result = await page.evaluate(async () => {
    const h = e2e.history;
    const log = [];
    h.events().subscribe((e) => log.push([e.name, e.version, e.src === h, Object.isFrozen(e), h.isTransitioning()]));
    const states = [h.isTransitioning()];
    const done = [];
    const plays = [h.playTo(3).then(() => done.push(h.version())), h.playTo(5).then(() => done.push(h.version()))];
    states.push(h.isTransitioning(), h.targetVersion());
    await Promise.all(plays);
    states.push(h.isTransitioning(), h.targetVersion(), h.version());
    h.forward();
    await h.forward();
    states.push(h.version());
    return { log, states, done };
  });
  const names = result.log.map(([name, version]) => `${name} ${version}`);
  assert.deepEqual(names.slice(0, 6), ['target_changed 3', 'transition_start 3', 'target_changed 5', 'transition_end 3', 'transition_start 5', 'transition_end 5']);
  assert.ok(result.log.every(([, , src, frozen]) => src && frozen));
  assert.deepEqual(result.done, [3, 5]);
  assert.deepEqual(result.states, [false, true, 5, false, 5, 5, 7]);
});

test('playToTime shows the last version that is not later', async () => {
  const page = await past('times', [(r) => r.get('s').insert(0, '1')]);
  const result = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 40));
    e2e.model.elementAt('s').insert(0, '2');
    await e2e.committed();
    e2e.times.push(e2e.model.time().getTime());
    const h = await e2e.domain.models().history(e2e.model.modelId());
    const at = async (time) => { await h.playToTime(new Date(time)); return h.version(); };
    const [, one, two, three] = e2e.times;
    return [await at(three), await at(three - 1), await at(two), await at(one), await at(three + 1e6), one < two, (await e2e.rejection(() => at(one - 1e6))).name, h.version()];
  });
  assert.deepEqual(result, [3, 2, 2, result[5] ? 1 : 2, 3, result[5], 'ConvergenceServerError', 3]);
});

test('wrong arguments throw at once; a failed play does not block the next; a later edit does not move the history', async () => {
  const page = await past('wrong', [(r) => r.get('n').add(1), (r) => r.get('n').add(1)]);
  const result = await page.evaluate(async () => {
    const h = e2e.history;
    const wrong = [];
    const tries = { version: [() => h.playTo(-1), () => h.playTo(4), () => h.playTo(1.5), () => h.playTo('1'), () => h.playTo()],
      versions: [() => h.forward(0), () => h.forward(), () => h.forward(-1), () => h.backward(3), () => h.backward(0), () => h.backward(NaN)], time: [() => h.playToTime(5), () => h.playToTime(new Date(NaN))], path: [() => h.elementAt({})] };
    for (const [name, list] of Object.entries(tries)) for (const f of list) {
      try { f(); wrong.push(f.toString()); } catch (e) { if (!e.message.includes(name)) wrong.push([f.toString(), e.message]); }
    }
    const before = h.version();
    e2e.model.elementAt('n').add(1);
    await e2e.committed();
    const still = [h.version(), h.maxVersion(), h.root().get('n').value()];
    await e2e.model.close();
    await e2e.domain.disconnect();
    const failed = await e2e.rejection(() => h.backward());
    const after = [h.version(), h.isTransitioning(), h.targetVersion()];
    await e2e.domain.connectAnonymously('Ada again');
    await h.backward();
    return { wrong, before, still, failed: failed.code, after, end: h.version() };
  });
  assert.deepEqual(result, { wrong: [], before: 3, still: [3, 3, 3], failed: 'offline', after: [3, false, 3], end: 2 });
});
