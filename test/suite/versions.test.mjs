// Versions with names, and a model made as it was at one.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';
import { openPeople, setUpPeople } from '../harness/people.mjs';
import { seeded } from '../harness/random.mjs';
import { freshId } from '../harness/suite.mjs';

const open = setUpPair();
const people = setUpPeople();

test('a model becomes what it was: by the smallest edit, which others hear and undo takes back', async () => {
  const [a, b] = await open('restored', { text: 'one, two and three', list: ['x', { k: 1 }], n: 1 });
  const ids = await a.evaluate(async () => {
    const root = e2e.model.root();
    const ids = [root.get('list').get(1).id(), root.get('text').id()];
    root.get('text').remove(3, 5);
    root.get('list').remove(1);
    root.get('n').value(2);
    root.set('more', true);
    await e2e.committed();
    e2e.undo = e2e.model.undoManager();
    return ids;
  });
  await converge([a, b]);
  await b.evaluate(() => { e2e.log = e2e.record(e2e.model.elementAt('text'), ['insert', 'remove', 'splice', 'value'], ['index', 'value', 'local']); });
  const own = await a.evaluate(async () => {
    const log = e2e.record(e2e.model.elementAt('text'), ['insert', 'remove', 'splice', 'value'], ['index', 'value', 'local']);
    await e2e.model.restore(1);
    return log;
  });
  assert.equal(await converge([a, b]), '{"text":"one, two and three","list":["x",{"k":1}],"n":1}');
  assert.deepEqual(own, [{ name: 'insert', index: 3, value: ', two', local: true }]);
  assert.deepEqual(await b.evaluate(() => e2e.log), [{ ...own[0], local: false }]);
  for (const page of [a, b]) {
    assert.deepEqual(await page.evaluate(() => [e2e.model.elementAt('list', 1).id(), e2e.model.elementAt('text').id()]), ids);
  }
  const before = await a.evaluate(() => e2e.model.version());
  assert.equal(await a.evaluate(async () => { await e2e.model.restore(1); return e2e.undo.undo(); }), true);
  assert.equal(await converge([a, b]), '{"text":"one and three","list":["x"],"n":2,"more":true}');
  assert.equal(await a.evaluate(() => e2e.model.version()), before + 1, 'to restore what there is has made a version');
  await a.evaluate(() => e2e.undo.redo());
  assert.equal(await converge([a, b]), '{"text":"one, two and three","list":["x",{"k":1}],"n":1}');
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('what is edited in the same turn is part of what is taken back', async () => {
  const [a, b] = await open('meanwhile', { text: 'abc', list: [1] });
  await a.evaluate(async () => {
    e2e.model.elementAt('text').value('something else');
    e2e.model.elementAt('list').insert(0, 0);
    const restored = e2e.model.restore(1); // before these have been sent
    e2e.model.elementAt('list').push(2);
    await restored;
  });
  assert.equal(await converge([a, b]), '{"text":"abc","list":[1]}');
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('versions have names: they are listed, opened, restored and removed, by whoever may', async () => {
  const [a, b] = await open('named', { text: 'first' });
  const named = await a.evaluate(async () => {
    const versions = await e2e.model.versions();
    const first = await versions.name('Draft');
    e2e.model.elementAt('text').value('second');
    const second = await versions.name('Final \u{1F600}'); // with the edit of the same turn
    await versions.name('again', 1);
    return [first, second, await versions.list()].map((v) => JSON.parse(JSON.stringify(v)));
  });
  assert.equal(named[0].version, 1);
  assert.equal(named[1].version, 2);
  assert.ok(Math.abs(Date.parse(named[0].time) - Date.now()) < 60_000, named[0].time);
  assert.match(named[0].username, /./);
  assert.deepEqual(named[2].map((v) => [v.name, v.version]), [['Draft', 1], ['again', 1], ['Final \u{1F600}', 2]]);
  const other = await b.evaluate(async () => {
    const versions = await e2e.model.versions();
    const past = await versions.open('Draft');
    const seen = [past.version(), past.elementAt('text').value(), (await versions.open(2)).elementAt('text').value()];
    await versions.restore('Draft');
    await versions.remove('again');
    return [seen, (await versions.list()).map((v) => v.name)];
  });
  assert.deepEqual(other, [[1, 'first', 'second'], ['Draft', 'Final \u{1F600}']]);
  assert.equal(await converge([a, b]), '{"text":"first"}');
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('errors have codes, and say what to do', async () => {
  const [a] = await open('errors', { text: 'a' });
  const errors = await a.evaluate(async () => {
    const versions = await e2e.model.versions();
    await versions.name('taken');
    const { model } = e2e;
    const batch = async (f) => { model.startBatch(); const error = await e2e.rejection(f); model.cancelBatch(); return error; };
    const errors = [
      await e2e.rejection(() => versions.name('taken')),
      await e2e.rejection(() => versions.name('x', 9)),
      await e2e.rejection(() => versions.name('x'.repeat(256))),
      await e2e.rejection(() => versions.open('nothing')),
      await e2e.rejection(() => versions.restore('nothing')),
      await e2e.rejection(() => versions.remove('nothing')),
      await e2e.rejection(() => model.restore(2)),
      await e2e.rejection(() => model.restore(0)),
      await e2e.rejection(() => versions.name('')),
      await e2e.rejection(() => versions.restore(1.5)),
      await batch(() => model.restore(1)),
      await batch(() => versions.name('in a batch')),
    ];
    await e2e.domain.disconnect();
    errors.push(await e2e.rejection(() => versions.list()), await e2e.rejection(() => versions.name('x')), await e2e.rejection(() => model.restore(1)));
    await e2e.domain.connectAnonymously('Ada');
    return errors;
  });
  assert.deepEqual(errors.map((e) => e.code ?? e.name), [
    'version_already_exists', 'version_not_found', 'limit_exceeded', 'version_not_found', 'version_not_found', 'version_not_found',
    'version_not_found', 'version_not_found', 'TypeError', 'RangeError', 'Error', 'Error', 'offline', 'offline', 'offline',
  ], JSON.stringify(errors, null, 1));
  assert.match(errors[2].message, /256 bytes is too large: the server takes at most 255/);
  assert.match(errors[6].message, /has the versions 1 to 1/);
  for (const error of errors.slice(10, 12)) assert.match(error.message, /a batch is in progress/);
});

test('who may only read can list and open, and nothing else', async () => {
  const page = await openPeople(people);
  const result = await page.evaluate(async (id) => {
    const model = await bob.models().openAutoCreate({ collection: 'named', id, data: { s: 'x' }, overrideCollectionWorldPermissions: true, worldPermissions: { read: true, write: false, remove: false, manage: false } });
    await (await model.versions()).name('kept');
    const mine = await ada.models().open(id);
    const versions = await mine.versions();
    const code = async (f) => { try { await f(); return 'done'; } catch (error) { return error.code ?? error.message; } };
    return [(await versions.list()).map((v) => v.name), (await versions.open('kept')).version(),
      await code(() => versions.name('mine')), await code(() => versions.remove('kept')), await code(() => versions.restore('kept')), await code(() => mine.restore(1))];
  }, freshId('rights'));
  assert.deepEqual(result, [['kept'], 1, 'unauthorized', 'unauthorized', 'unauthorized', 'unauthorized']);
});

// One edit of a model, in a page, that the number n decides.
const edit = (model, n) => {
  const pick = (m) => { n = (Math.imul(n, 1664525) + 1013904223) >>> 0; return Math.floor((n / 2 ** 32) * m); };
  const value = (depth) => [() => pick(100), () => 'v'.repeat(pick(4)), () => pick(2) === 0, () => null, () => new Date(pick(1e6)),
    () => (depth === 0 ? 1 : [value(depth - 1), value(depth - 1)]), () => (depth === 0 ? {} : { a: value(depth - 1), b: value(depth - 1) })][pick(7)]();
  let at = model.root();
  for (;;) {
    const inside = at.type() === 'object' ? at.keys().map((key) => at.get(key)) : at.type() === 'array' ? Array.from({ length: at.length() }, (_, i) => at.get(i)) : [];
    if (inside.length === 0 || pick(4) === 0) break;
    at = inside[pick(inside.length)];
  }
  switch (at.type()) {
    case 'object': {
      const key = 'abcd'[pick(4)];
      if (at.hasKey(key) && pick(3) === 0) at.remove(key);
      else at.set(key, value(2));
      break;
    }
    case 'array': {
      const length = at.length();
      if (length > 1 && pick(3) === 0) at.reorder(pick(length), pick(length));
      else if (length > 0 && pick(3) === 0) at.remove(pick(length));
      else if (length > 0 && pick(3) === 0) at.set(pick(length), value(1));
      else at.insert(pick(length + 1), value(1));
      break;
    }
    case 'string': {
      const from = pick(at.length() + 1);
      at.splice(from, pick(at.length() - from + 1), 'xyz'.slice(pick(3)));
      break;
    }
    case 'number': at.add(1 + pick(9)); break;
    case 'boolean': at.value(!at.value()); break;
    case 'date': at.value(new Date(pick(1e9))); break;
    default: at.parent()?.type() === 'object' ? at.parent().set(at.relativePath(), value(1)) : undefined;
  }
};

test('at random: restored it equals the version, what is in both keeps its id, and undo brings back what was', async () => {
  const { seed } = seeded();
  const [a, b] = await open('random', { a: [1, 'two', { c: [3] }], b: 'text', c: { a: 1 } });
  await a.evaluate((edit) => { e2e.edit = (0, eval)(edit); }, String(edit));
  for (let round = 0; round < 25; round++) {
    const wrong = await a.evaluate(async ([seed, round]) => {
      const { model } = e2e;
      const pick = (m, k) => Math.floor((((Math.imul(seed + round * 7919 + k, 2654435761) >>> 0) / 2 ** 32)) * m);
      for (let i = 0; i < 12; i++) {
        e2e.edit(model, (seed + round * 1000 + i) >>> 0);
        if (i % 3 === 2) await e2e.committed();
      }
      await e2e.committed();
      const sorted = (v) => (Array.isArray(v) ? v.map(sorted) : v instanceof Object ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])])) : v);
      const json = (of) => JSON.stringify(sorted(of.root().toJSON()));
      const elements = (of) => {
        const all = new Map();
        const visit = (element) => { all.set(element.id(), element); if (element.forEach) element.forEach(visit); };
        visit(of.root());
        return all;
      };
      const to = 1 + pick(model.version(), 1);
      const past = await e2e.domain.models().history(model.modelId());
      await past.playTo(to);
      const before = elements(model), was = json(model), then = elements(past), undo = model.undoManager({ captureTimeout: 0 });
      await model.restore(to);
      const out = [];
      if (json(model) !== json(past)) out.push(`is ${json(model)}, was ${json(past)}`);
      const after = elements(model);
      for (const id of then.keys()) {
        if (before.has(id) && after.get(id) !== before.get(id)) out.push(`element ${id} of both is another one`);
      }
      const changed = was !== json(model);
      if (undo.undo() !== changed) out.push(`there was ${changed ? 'nothing' : 'something'} to undo`);
      if (json(model) !== was) out.push(`undone it is ${json(model)}, it was ${was}`);
      if (undo.canUndo()) out.push('it was more than one step');
      const again = elements(model);
      if (again.size !== before.size || [...before.keys()].some((id) => !again.has(id))) out.push('undo has not brought all ids back');
      undo.redo();
      if (json(model) !== json(past)) out.push(`done again it is ${json(model)}`);
      undo.close();
      return out.map((text) => `${text}; restored version ${to}`);
    }, [seed, round]);
    assert.deepEqual(wrong, [], `SEED=${seed}, round ${round}`);
    if (round % 5 === 4) await converge([a, b]);
  }
  assert.deepEqual([...a.problems, ...b.problems], []);
});
