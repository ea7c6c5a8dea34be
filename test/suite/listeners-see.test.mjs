// A listener sees the model as the operation that it hears of has left it, also
// when the message that brought it brings more; what listeners do in the midst of
// such a message is done in that state. The others' pages play the part of y, who
// edits, and Ada's page that of x, who listens.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';

const DATA = { text: 'abc', list: [1, 2, 3], map: { a: 1 }, n: 0, o: { deep: { k: 1 } } };

const open = setUpPair({ prepare: () => {
  const json = (model) => JSON.stringify(model.root().value());
  // What a listener of the root finds when it is told of an event of others:
  // version, state, and where the event happened.
  e2e.watch = (model, log = []) => {
    model.root().on('model_changed', (e) => { if (!e.local) log.push([model.version(), json(model), `${e.childEvent.name} ${e.relativePath.join('/')}`]); });
    return log;
  };
  // Makes edits, all in this turn, and returns the state after each.
  e2e.edit = (edits, model = e2e.model) => edits.map((edit) => {
    (0, eval)(edit)((...path) => model.elementAt(...path), model);
    return json(model);
  });
} });
const pair = async (what, data = DATA) => open(`see-${what}`, data);

const play = (page, edits) => page.evaluate((edits) => e2e.edit(edits), edits.map(String));
const states = (page) => page.evaluate(() => e2e.log.map(([, state]) => state));

// Edits of which each is an operation of its own: no two that touch are merged.
const EDITS = [
  (at) => at('text').insert(3, 'd'), (at) => at('list').insert(0, 'first'), (at) => at('n').add(1), (at) => at('map').set('b', [1]),
  (at) => at('text').remove(0, 1), (at) => at('list').reorder(0, 2), (at) => at('o', 'deep').set('k', 2), (at) => at('n').value(7),
  (at) => at('map').remove('a'), (at) => at('list').set(1, { x: 1 }), (at) => at('text').splice(1, 1, 'XY'), (at) => at('list', 1).set('y', 2),
  (at) => at('o').value({ other: 1 }), (at) => at('list').remove(0), (at) => at('text').value('whole'), (at) => at('map').set('b', 'again'),
  (at) => at('list').value(['l']), (at) => at('text').insert(5, '!'), (at) => at('o').set('list', []), (at) => at('n').add(0.5), (at) => at('o', 'list').push('in'),
];

test('a text that is set and then written on, in one turn: reading it in both listeners makes a true copy', async () => {
  const [x, y] = await pair('value', { text: '' });
  await x.evaluate(() => {
    e2e.mirror = '';
    e2e.text.on('value', () => { e2e.mirror = e2e.text.value(); });
    e2e.text.on('insert', (e) => { e2e.mirror = e2e.mirror.slice(0, e.index) + e.value + e2e.mirror.slice(e.index); });
  });
  await y.evaluate(() => { e2e.text.value('A'); e2e.text.insert(1, 'b'); });
  assert.equal(await converge([x, y]), '{"text":"Ab"}');
  assert.equal(await x.evaluate(() => e2e.mirror), 'Ab');
});

test('many operations of one turn: each listener sees the version and the state that its operation made', async () => {
  const [x, y] = await pair('many');
  await x.evaluate(() => {
    e2e.log = e2e.watch(e2e.model);
    e2e.lookups = [];
    e2e.model.elementAt('list').on('insert', (e) => e2e.lookups.push(e.index < e.element.length() && e.element.get(e.index) === e.value, e2e.model.elementAt(...e.value.path()) === e.value));
    e2e.model.elementAt('map').on('set', (e) => e2e.lookups.push(e.element.get(e.key) === e.value, e.oldValue.type() === 'undefined' || e.oldValue.isDetached()));
    e2e.changed = [];
    e2e.model.on('version_changed', (e) => e2e.changed.push([e.version, e2e.model.version(), JSON.stringify(e2e.model.root().value())]));
  });
  const expected = await play(y, EDITS);
  await converge([x, y]);
  const [log, changed, lookups] = await x.evaluate(() => [e2e.log, e2e.changed, e2e.lookups]);
  assert.deepEqual(log.map(([, state]) => state), expected, 'what is read in the listeners');
  assert.deepEqual(changed.map(([, , state]) => state), expected, 'what is read when the version changes');
  assert.deepEqual(changed.map(([told]) => told), changed.map(([, is]) => is));
  assert.deepEqual(log.map(([version]) => version), changed.map(([version]) => version), 'the version in the listeners');
  assert.deepEqual(lookups, Array(lookups.length).fill(true));
  assert.ok(lookups.length >= 6);
});

test('a listener that is added in the listener of the insertion hears of what is done to the new element next', async () => {
  const [x, y] = await pair('added');
  await x.evaluate(() => {
    e2e.log = [];
    e2e.model.elementAt('list').on('insert', (e) => { e.value.on('set', (s) => e2e.log.push(`${s.key} ${s.value.value()}`)); });
  });
  await y.evaluate(() => {
    const made = e2e.model.elementAt('list').insert(0, { a: 1 });
    e2e.model.elementAt('n').add(1);
    made.set('a', 2);
    e2e.model.elementAt('n').value(0);
    made.set('b', 3);
  });
  await converge([x, y]);
  assert.deepEqual(await x.evaluate(() => e2e.log), ['a 2', 'b 3']);
});

test('a batch is one operation: its events come after all of it, in order, each with what it changed, under one version', async () => {
  const [x, y] = await pair('batch');
  await x.evaluate(() => {
    e2e.log = e2e.watch(e2e.model);
    e2e.model.elementAt('n').on('delta', (e) => e2e.log.push(`n ${e.value}`));
    e2e.model.on('version_changed', (e) => e2e.log.push(`version ${e.version - e2e.before}`));
    e2e.before = e2e.model.version();
  });
  const all = await y.evaluate(() => {
    const json = () => JSON.stringify(e2e.model.root().value());
    const [list, n] = [e2e.model.elementAt('list'), e2e.model.elementAt('n')];
    const out = [];
    n.add(1);
    out.push(json());
    e2e.model.startBatch();
    list.get(2).value(30);
    list.insert(0, 'in the batch');
    e2e.text.insert(0, '>');
    n.value(5);
    e2e.model.completeBatch();
    out.push(json());
    e2e.text.insert(0, 'after');
    out.push(json());
    return out;
  });
  await converge([x, y]);
  const log = await x.evaluate(() => e2e.log.map((entry) => (Array.isArray(entry) ? [entry[0] - e2e.before, ...entry.slice(1)] : entry)));
  assert.deepEqual(log, [
    'n 1', [1, all[0], 'delta n'], 'version 1',
    [2, all[1], 'value list/2'], [2, all[1], 'insert list'], [2, all[1], 'insert text'], [2, all[1], 'value n'], 'version 2',
    [3, all[2], 'insert text'], 'version 3',
  ]);
});

test('catching up after a cut: what others have done is told operation by operation', async () => {
  const [x, y] = await pair('cut');
  await x.evaluate(async () => {
    e2e.log = e2e.watch(e2e.model);
    e2e.cut();
    await e2e.until(() => !e2e.domain.isConnected());
  });
  const expected = [];
  for (const edit of EDITS) {
    expected.push(...await play(y, [edit]));
    await y.evaluate(() => e2e.committed());
  }
  await x.evaluate(() => e2e.mend());
  await converge([x, y]);
  const log = await x.evaluate(() => e2e.log);
  assert.deepEqual(log.map(([, state]) => state), expected);
  assert.deepEqual(log.map(([version]) => version), EDITS.map((_, i) => i + 2));
});

test('catching up with edits of its own: a copy that each event changes is the text, in every listener', async () => {
  const [x, y] = await pair('cut-own', { text: 'The middle', n: 0 });
  await x.evaluate(async () => {
    e2e.mirror = e2e.text.value();
    e2e.wrong = [];
    const edit = (index, count, text) => { e2e.mirror = e2e.mirror.slice(0, index) + text + e2e.mirror.slice(index + count); };
    const check = (e) => { if (e2e.mirror !== e2e.text.value()) e2e.wrong.push([e.name, e2e.mirror, e2e.text.value()]); };
    e2e.heard = 0;
    e2e.text.on('insert', (e) => { e2e.heard++; edit(e.index, 0, e.value); check(e); });
    e2e.text.on('remove', (e) => { e2e.heard++; edit(e.index, e.value.length, ''); check(e); });
    e2e.cut();
    await e2e.until(() => !e2e.domain.isConnected());
    for (let i = 0; i < 10; i++) {
      e2e.text.insert(2 * i, `${i}`);
      edit(2 * i, 0, `${i}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  await y.evaluate(async () => {
    for (let i = 0; i < 10; i++) {
      e2e.text.insert(e2e.text.length(), `<${i}>`);
      e2e.model.elementAt('n').add(1);
      e2e.text.remove(4, 1);
      e2e.text.insert(3, 'z');
      await e2e.committed();
    }
  });
  await x.evaluate(() => e2e.mend());
  await converge([x, y]);
  assert.deepEqual(await x.evaluate(() => [e2e.wrong, e2e.mirror === e2e.text.value(), e2e.heard > 10]), [[], true, true]);
});

test('a history that is played over several versions tells each, forth and back', async () => {
  const [x, y] = await pair('history');
  const [expected, first] = [[], await y.evaluate(() => JSON.stringify(e2e.model.root().value()))];
  for (const edit of EDITS) {
    expected.push(...await play(y, [edit]));
    await y.evaluate(() => e2e.committed());
  }
  await y.evaluate(() => {
    e2e.model.startBatch();
    e2e.text.insert(0, '>');
    e2e.model.elementAt('n').value(99);
    e2e.model.completeBatch();
    return e2e.committed();
  });
  const newest = EDITS.length + 2;
  const sorted = (json) => JSON.stringify(JSON.parse(json), (_, v) => (v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v));
  const [back, forth, at] = await x.evaluate(async () => {
    const h = await e2e.domain.models().history(e2e.model.modelId());
    let log;
    h.root().on('model_changed', () => log.push([h.version(), JSON.stringify(h.root().value())]));
    const play = async (to) => { log = []; await h.playTo(to); return log; };
    return [await play(1), await play(h.maxVersion()), h.version()];
  });
  assert.equal(at, newest);
  const values = [first, ...expected, await y.evaluate(() => JSON.stringify(e2e.model.root().value()))].map(sorted);
  // The last version is a batch of two: each of its events is told after both.
  const version = (v) => [v, values[v - 1]];
  const up = Array.from({ length: EDITS.length }, (_, i) => version(i + 2));
  assert.deepEqual(forth.map(([v, json]) => [v, sorted(json)]), [...up, version(newest), version(newest)], 'forth');
  const down = Array.from({ length: EDITS.length }, (_, i) => version(EDITS.length - i));
  assert.deepEqual(back.map(([v, json]) => [v, sorted(json)]), [version(newest - 1), version(newest - 1), ...down], 'back');
});

test('version_changed of edits of both, sent at once: the model has the version that is told, each once and in order', async () => {
  const [x, y] = await pair('versions', { text: 'middle', n: 0 });
  for (const page of [x, y]) { // both listen before one edits
    await page.evaluate(() => {
      e2e.versions = [];
      e2e.model.on('version_changed', (e) => e2e.versions.push([e.version, e2e.model.version()]));
    });
  }
  const work = async () => {
    for (let i = 0; i < 25; i++) {
      e2e.text.insert(0, 'x');
      e2e.model.elementAt('n').add(1);
      if (e2e.text.length() > 9) e2e.text.remove(4, 2);
      await new Promise((resolve) => setTimeout(resolve, i % 3));
    }
  };
  await Promise.all([x.evaluate(work), y.evaluate(work)]);
  await converge([x, y]);
  for (const page of [x, y]) {
    const [versions, last] = await page.evaluate(() => [e2e.versions, e2e.model.version()]);
    assert.deepEqual(versions, Array.from({ length: last - 1 }, (_, i) => [i + 2, i + 2]));
  }
});

test('several models that are edited in one turn: the listeners of each see it operation by operation', async () => {
  const [x, y] = await pair('models');
  const ids = await y.evaluate(async (data) => {
    e2e.models = [e2e.model];
    for (let i = 0; i < 2; i++) e2e.models.push(await e2e.domain.models().openAutoCreate({ collection: 'e2e', data }));
    return e2e.models.map((model) => model.modelId());
  }, DATA);
  await x.evaluate(async (ids) => {
    e2e.models = [];
    for (const id of ids) e2e.models.push(await e2e.domain.models().open(id));
    e2e.logs = e2e.models.map((model) => e2e.watch(model));
  }, ids);
  const expected = await y.evaluate((edits) => {
    const out = e2e.models.map(() => []);
    for (const edit of edits) e2e.models.forEach((model, i) => out[i].push(...e2e.edit([edit], model)));
    return out;
  }, EDITS.map(String));
  await x.evaluate((n) => e2e.until(() => e2e.logs.every((log) => log.length >= n)), EDITS.length);
  assert.deepEqual(await x.evaluate(() => e2e.logs.map((log) => log.map(([, state]) => state))), expected);
});

test('keys stand in the same order in all pages, also those that were added at the same time', async () => {
  const [x, y] = await pair('keys', { o: { first: 1 }, list: [{}] });
  const add = (names) => { for (const name of names) { e2e.model.elementAt('o').set(name, 1); e2e.model.elementAt('list', 0).set(name, 1); } };
  for (let round = 0; round < 5; round++) {
    await Promise.all([x.evaluate(add, [`x${round}`, 'both', 'again']), y.evaluate(add, [`y${round}`, 'again', 'both'])]);
    await converge([x, y]);
    await Promise.all([x, y].map((page) => page.evaluate(() => { const o = e2e.model.elementAt('o'); if (o.hasKey('both')) o.remove('both'); })));
    await converge([x, y]);
    const [here, there] = await Promise.all([x, y].map((page) => page.evaluate(() => [e2e.model.elementAt('o').keys(), Object.keys(e2e.model.elementAt('list', 0).value())])));
    assert.deepEqual(here, there, `round ${round}`);
  }
});

test('merging of edits invents no kind of event', async () => {
  const [x, y] = await pair('kinds');
  await x.evaluate(() => {
    e2e.log = [];
    for (const key of ['text', 'list', 'map', 'n']) e2e.model.elementAt(key).events().subscribe((e) => { if (e.name !== 'model_changed') e2e.log.push(`${key} ${e.name}`); });
  });
  const kinds = async (edit) => {
    await x.evaluate(() => { e2e.log.length = 0; });
    await y.evaluate((edit) => { (0, eval)(edit)((...path) => e2e.model.elementAt(...path)); }, edit.toString());
    await converge([x, y]);
    return [...new Set(await x.evaluate(() => e2e.log))].sort();
  };
  assert.deepEqual(await kinds((at) => { at('text').remove(1, 1); at('text').insert(1, 'x'); }), ['text insert', 'text remove'], 'a text: remove and insert');
  assert.deepEqual(await kinds((at) => { at('text').insert(1, 'yy'); at('text').remove(0, 2); }), ['text insert', 'text remove'], 'a text: insert and remove over its edge');
  assert.deepEqual(await kinds((at) => { at('list').remove(1); at('list').insert(1, 'x'); }), ['list insert', 'list remove'], 'a list: remove and insert');
  assert.deepEqual(await kinds((at) => { for (const word of 'typing') at('text').insert(at('text').length(), word); }), ['text insert'], 'typing');
});
