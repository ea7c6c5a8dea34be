// Shared cursors, selections, properties and elements, between two pages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpReferences, wait } from '../harness/references.mjs';

const pair = setUpReferences();
const text = { text: 'Hello world' };

test('a local reference of each kind: methods, what it starts with, identity', async () => {
  const [a] = await pair('local', { text: 'abc', o: { k: 1 }, n: 5 });
  const rows = await a.evaluate(() => {
    const text = e2e.text;
    const o = e2e.model.elementAt('o');
    const n = e2e.model.elementAt('n');
    const made = [
      [() => text.indexReference('i'), 'LocalIndexReference', 'IndexReference', 'index', text, 1, [2, 3]],
      [() => text.rangeReference('r'), 'LocalRangeReference', 'RangeReference', 'range', text, { start: 2, end: 0 }, [{ start: 0, end: 3 }, { start: 1, end: 1 }]],
      [() => o.propertyReference('p'), 'LocalPropertyReference', 'PropertyReference', 'property', o, 'k', ['k', 'later']],
      [() => e2e.model.elementReference('e'), 'LocalElementReference', 'ElementReference', 'element', e2e.model, n, [n, o]],
    ];
    return made.map(([make, local, plain, type, source, one, many]) => {
      const r = make();
      const row = { type: [r.type(), r.reference().type(), type], classes: [r instanceof Convergence[local], r instanceof Convergence.LocalModelReference, r.reference() instanceof Convergence[plain]],
        same: [make() === r, r.source() === source, r.reference().source() === source, source.references({ key: r.key() })[0] === r.reference(), source.reference(r.sessionId(), r.key()) === r.reference()],
        start: [r.isLocal(), r.reference().isLocal(), r.isDisposed(), r.isShared(), r.isSet(), r.value() === undefined, r.values().length],
        who: [r.sessionId() === e2e.domain.session().sessionId(), r.user().displayName, r.reference().sessionId() === r.sessionId(), r.reference().user().displayName] };
      r.set(one);
      const equal = (x, y) => x === y || JSON.stringify(x) === JSON.stringify(y);
      row.one = [equal(r.value(), one), r.isSet(), r.values().length];
      r.set(many);
      row.many = [equal(r.value(), many[0]), r.values().every((v, i) => equal(v, many[i])), r.reference().values().length, r.reference().isSet()];
      r.value(one);
      row.setters = [equal(r.value(), one)];
      r.values(many);
      row.setters.push(r.values().length);
      r.clear();
      row.cleared = [r.isSet(), r.values().length, r.reference().value() === undefined];
      r.dispose();
      r.dispose();
      const thrown = (f) => { try { f(); } catch (e) { return e.message; } };
      row.disposed = [r.isDisposed(), r.reference().isDisposed(), source.references({ key: r.key() }).length, /disposed/.test(thrown(() => r.set(one))), /disposed/.test(thrown(() => r.share())), /disposed/.test(thrown(() => r.clear())), make() !== r];
      return row;
    });
  });
  for (const row of rows) {
    assert.equal(new Set(row.type).size, 1);
    assert.deepEqual({ ...row, type: 0 }, {
      type: 0, classes: [true, true, true], same: [true, true, true, true, true], start: [true, true, false, false, false, true, 0], who: [true, 'Ada', true, 'Ada'],
      one: [true, true, 1], many: [true, true, 2, true], setters: [true, 2], cleared: [false, 0, true], disposed: [true, true, 0, true, true, true, true],
    });
  }
  assert.deepEqual(a.problems, []);
});

test('a key belongs to one kind, and to one element', async () => {
  const [a] = await pair('keys', { text: 'abc', other: 'x' });
  const result = await a.evaluate(() => {
    const thrown = (f) => { try { f(); } catch (e) { return `${e.name}: ${e.message}`; } return 'nothing'; };
    const i = e2e.text.indexReference('k');
    const taken = thrown(() => e2e.text.rangeReference('k'));
    const other = e2e.model.elementAt('other').rangeReference('k');
    i.dispose();
    return [taken, other.type(), e2e.text.rangeReference('k').type(), thrown(() => e2e.text.indexReference('')), thrown(() => e2e.text.indexReference(5))];
  });
  assert.match(result[0], /^Error: .*"k".*in use/);
  assert.deepEqual(result.slice(1, 3), ['range', 'range']);
  assert.match(result[3], /key/);
  assert.match(result[4], /^TypeError: key/);
});

test('a cursor as the other page sees it: shared, moved by its owner, moved by edits, cleared, disposed', async () => {
  const [a, b] = await pair('cursor', text);
  await b.evaluate(() => {
    e2e.order = [];
    e2e.text.on('reference', (e) => {
      e2e.remote = e.reference;
      e2e.order.push(['reference', e.model === e2e.model, e.element === e2e.text, e.reference.type(), e.reference.key(), e.reference.isLocal(), e.reference.user().displayName, e.reference.isSet(), Object.isFrozen(e)]);
      e2e.follow(e.reference, e2e.order);
    });
  });
  const session = await a.evaluate(() => {
    e2e.cursor = e2e.text.indexReference('cursor');
    e2e.local = e2e.follow(e2e.cursor);
    e2e.cursor.share();
    e2e.cursor.share();
    return e2e.cursor.sessionId();
  });
  await wait(b, () => e2e.remote !== undefined);
  await a.evaluate(() => e2e.cursor.set(6));
  await wait(b, () => e2e.remote.value() === 6);
  await b.evaluate(() => e2e.text.insert(0, 'xx'));
  await converge([a, b]);
  await a.evaluate(() => e2e.text.insert(e2e.cursor.value(), 'yy'));
  await converge([a, b]);
  await a.evaluate(() => e2e.text.remove(0, 20 - 6));
  await converge([a, b]);
  assert.deepEqual(await Promise.all([a.evaluate(() => e2e.cursor.value()), b.evaluate(() => e2e.remote.value())]), [0, 0]);
  await a.evaluate(() => e2e.cursor.clear());
  await wait(b, () => !e2e.remote.isSet());
  await a.evaluate(() => { e2e.cursor.set(1); e2e.cursor.unshare(); });
  await wait(b, () => e2e.remote.isDisposed());
  const result = await b.evaluate(() => [e2e.order, e2e.remote.sessionId(), e2e.text.references().length, e2e.remote.source() === e2e.text]);
  const set = (old, added, synthetic) => ({ name: 'set', old, added, removed: old, synthetic });
  assert.deepEqual(result[0], [
    ['reference', true, true, 'index', 'cursor', false, 'Ada', false, true],
    set([], [6], false), set([6], [8], true), set([8], [10], true), set([10], [0], true),
    { name: 'cleared', old: [0] }, { name: 'disposed' },
  ]);
  assert.deepEqual(result.slice(1), [session, 0, true]);
  const local = await a.evaluate(() => [e2e.local, e2e.cursor.isShared(), e2e.cursor.isDisposed(), e2e.cursor.value()]);
  assert.deepEqual(local, [[set([], [6], false), set([6], [8], true), set([8], [10], true), set([10], [0], true), { name: 'cleared', old: [0] }, set([], [1], false)], false, false, 1]);
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('nothing is sent before share, and clear of an unshared reference harms nobody', async () => {
  const [a, b] = await pair('unshared', text);
  await a.evaluate(() => {
    const r = e2e.text.indexReference('quiet');
    r.set(3);
    r.clear();
    r.set([1, 2]);
    e2e.text.indexReference('loud').share();
  });
  await wait(b, () => e2e.text.references().length > 0);
  assert.deepEqual(await b.evaluate(() => e2e.text.references().map((r) => r.key())), ['loud']);
  assert.equal(await a.evaluate(() => e2e.model.isOpen()), true);
  await a.evaluate(() => e2e.text.indexReference('quiet').share());
  await wait(b, () => e2e.text.references({ key: 'quiet' })[0]?.values().length === 2);
});

test('element references: the event is on the model, the value is the element itself', async () => {
  const [a, b] = await pair('elements', { n: 1, o: { s: 'x' } });
  await b.evaluate(() => { e2e.seen = e2e.nextReference(e2e.model); });
  await a.evaluate(() => {
    const r = e2e.model.elementReference('pick');
    r.set([e2e.model.elementAt('o', 's'), e2e.model.elementAt('n')]);
    r.share();
  });
  const result = await b.evaluate(async () => {
    const e = await e2e.seen;
    const [s, n] = e.reference.values();
    return [e.name, e.element === undefined, e.model === e2e.model, e.reference.source() === e2e.model, s === e2e.model.elementAt('o', 's'), n === e2e.model.elementAt('n'), e.reference instanceof Convergence.ElementReference];
  });
  assert.deepEqual(result, ['reference', true, true, true, true, true, true]);
});

test('filters select by session and key; who opens later sees what is shared; who leaves takes all along', async () => {
  const [a, b] = await pair('filters', text);
  const share = (page, keys) => page.evaluate((keys) => {
    for (const key of keys) { const r = e2e.text.indexReference(key); r.set(2); r.share(); }
    return e2e.domain.session().sessionId();
  }, keys);
  const sa = await share(a, ['x', 'y']);
  const sb = await share(b, ['x', 'z']);
  await wait(a, () => e2e.text.references().length === 4);
  const keys = (page, filter) => page.evaluate((filter) => e2e.text.references(filter).map((r) => `${r.isLocal() ? 'my ' : ''}${r.key()}`).sort(), filter);
  assert.deepEqual(await keys(a, {}), ['my x', 'my y', 'x', 'z']);
  assert.deepEqual(await keys(a, undefined), ['my x', 'my y', 'x', 'z']);
  assert.deepEqual(await keys(a, { key: 'x' }), ['my x', 'x']);
  assert.deepEqual(await keys(a, { sessionId: sb }), ['x', 'z']);
  assert.deepEqual(await keys(a, { sessionId: sa, key: 'x' }), ['my x']);
  assert.deepEqual(await keys(a, { sessionId: 'nobody' }), []);
  assert.deepEqual(await a.evaluate((sb) => [e2e.text.reference(sb, 'z').key(), e2e.text.reference(sb, 'y') === undefined], sb), ['z', true]);
  const late = await b.evaluate(async () => {
    const cleo = await Convergence.connectAnonymously(e2e.url, 'Cleo');
    const model = await cleo.models().open(e2e.model.modelId());
    const all = model.elementAt('text').references().map((r) => `${r.isLocal() ? 'my ' : ''}${r.key()} ${r.value()} of ${r.user().displayName}`);
    await cleo.dispose();
    return all.sort();
  });
  assert.deepEqual(late, ['x 2 of Ada', 'x 2 of Bob', 'y 2 of Ada', 'z 2 of Bob']);
  await a.evaluate((sb) => { e2e.log = e2e.follow(e2e.text.reference(sb, 'z')); }, sb);
  await b.evaluate(() => e2e.model.close());
  await wait(a, () => e2e.text.references().length === 2);
  assert.deepEqual(await a.evaluate(() => e2e.log), [{ name: 'disposed' }]);
});

test('wrong arguments throw, name the argument and change nothing', async () => {
  const [a] = await pair('arguments', { text: 'abc', o: {}, n: 1 });
  const result = await a.evaluate(async () => {
    const other = await e2e.domain.models().openAutoCreate({ collection: 'e2e', data: { x: 1 } });
    const [i, r, p, e] = [e2e.text.indexReference('i'), e2e.text.rangeReference('r'), e2e.model.elementAt('o').propertyReference('p'), e2e.model.elementReference('e')];
    const gone = e2e.model.elementAt('n');
    e2e.model.root().remove('n');
    const tries = {
      value: [() => i.set('1'), () => i.set(1.5), () => i.set(NaN), () => r.set(1), () => r.set(null), () => p.set(1), () => e.set('x'), () => e.set(gone), () => e.set(other.root()), () => e.set(e2e.model.elementAt('none'))],
      'value.start': [() => r.set({ start: '0', end: 1 })],
      'value.end': [() => r.set({ start: 0 })],
      'values\\[1\\]': [() => i.set([1, null]), () => p.set(['a', undefined])],
      'out of range': [() => i.set(-1), () => i.set([0, -1]), () => r.set({ start: -1, end: 0 }), () => r.set({ start: 0, end: -4 })],
      key: [() => e2e.text.indexReference(), () => e2e.model.elementReference(null), () => e2e.text.reference('s', 5)],
      filter: [() => e2e.text.references('x'), () => e2e.text.references({ key: 5 }), () => e2e.model.references({ sessionId: 5 })],
      sessionId: [() => e2e.model.reference(5, 'x')],
    };
    const wrong = [];
    for (const [pattern, list] of Object.entries(tries)) for (const f of list) {
      let text = 'nothing was thrown';
      try { f(); } catch (error) { text = error.message; }
      if (!new RegExp(pattern).test(text)) wrong.push([f.toString(), text]);
    }
    return [wrong, [i, r, p, e].map((x) => x.isSet())];
  });
  assert.deepEqual(result, [[], [false, false, false, false]]);
});

test('a position beyond the end of the text is its end: the caret may be told before what was typed', async () => {
  const [a, b] = await pair('beyond', { text: '' });
  const here = await a.evaluate(() => {
    const [caret, selection] = [e2e.text.indexReference('caret'), e2e.text.rangeReference('selection')];
    for (const r of [caret, selection]) r.share();
    // An editor that has taken a keystroke: first the caret, then the text.
    caret.set(1);
    const before = caret.value();
    e2e.text.insert(0, 'a');
    const after = caret.value();
    caret.set([0, 7]);
    selection.set([{ start: 9, end: 0 }, { start: 0, end: 2 }]);
    return [before, after, caret.values(), selection.values()];
  });
  const end = [[0, 1], [{ start: 1, end: 0 }, { start: 0, end: 1 }]];
  assert.deepEqual(here, [0, 1, ...end]);
  await converge([a, b]);
  await wait(b, () => e2e.text.references().length === 2 && e2e.text.references({ key: 'selection' })[0].isSet());
  assert.deepEqual(await b.evaluate(() => ['caret', 'selection'].map((key) => e2e.text.references({ key })[0].values())), end);
});

test('references of a detached element cannot be changed; those of the model can', async () => {
  const [a] = await pair('detached', { o: { s: 'abc' } });
  const result = await a.evaluate(() => {
    const s = e2e.model.elementAt('o', 's');
    const i = s.indexReference('i');
    i.set(1);
    const log = e2e.follow(i);
    const e = e2e.model.elementReference('e');
    e2e.model.root().remove('o');
    const throws = (f) => { try { f(); return false; } catch (error) { return error instanceof Error; } };
    return [log, throws(() => i.set(0)), throws(() => i.clear()), throws(() => i.share()), throws(() => i.unshare()), throws(() => s.indexReference('new')), throws(() => e.set(e2e.model.root())), e.isSet()];
  });
  assert.deepEqual(result, [[{ name: 'disposed' }], true, true, true, true, true, false, true]);
});

test('each time that a reference is shared it is told, with a new object at the others', async () => {
  const [a, b] = await pair('again', text);
  await b.evaluate(() => {
    e2e.seen = [];
    e2e.all = [];
    e2e.text.on('reference', (e) => { e2e.all.push(e.reference); e2e.seen.push(`reference ${e.reference.value()}`); e.reference.on('disposed', () => e2e.seen.push('disposed')).on('set', (s) => e2e.seen.push(`set ${s.src.value()}`)); });
  });
  await a.evaluate(() => { e2e.r = e2e.text.indexReference('r'); e2e.r.share(); });
  await wait(b, () => e2e.seen.length === 1);
  await a.evaluate(() => { e2e.r.unshare(); e2e.r.unshare(); e2e.r.set(4); });
  await wait(b, () => e2e.seen.length === 2);
  await a.evaluate(() => { e2e.r.share(); e2e.r.share(); });
  await wait(b, () => e2e.seen.length === 3);
  await a.evaluate(() => { e2e.r.dispose(); e2e.r = e2e.text.rangeReference('r'); e2e.r.set({ start: 1, end: 2 }); e2e.r.share(); });
  await wait(b, () => e2e.seen.length === 5);
  assert.deepEqual(await b.evaluate(() => [e2e.seen, new Set(e2e.all).size, e2e.all.map((r) => r.isDisposed()), e2e.text.references().map((r) => [r.type(), r.value()])]),
    [['reference undefined', 'disposed', 'reference 4', 'disposed', 'reference [object Object]'], 3, [true, true, false], [['range', { start: 1, end: 2 }]]]);
});

test('many values: which came and which went, by identity', async () => {
  const [a, b] = await pair('many', { text: 'Hello world', o: { k: 1 } });
  await a.evaluate(() => {
    e2e.i = e2e.text.indexReference('i');
    e2e.x = e2e.text.rangeReference('x');
    e2e.p = e2e.model.elementAt('o').propertyReference('p');
    e2e.i.set([1, 2]);
    e2e.x.set([{ start: 0, end: 1 }, { start: 5, end: 2 }]);
    e2e.p.set(['k', 'none']);
    for (const r of [e2e.i, e2e.x, e2e.p]) r.share();
  });
  await wait(b, () => e2e.text.references().length === 2 && e2e.model.elementAt('o').references().length === 1);
  await b.evaluate(() => { e2e.logs = ['i', 'x'].map((key) => e2e.follow(e2e.text.references({ key })[0])).concat([e2e.follow(e2e.model.elementAt('o').references()[0])]); });
  await a.evaluate(() => { e2e.i.set([2, 3]); e2e.x.set([{ start: 0, end: 1 }]); e2e.p.set('k'); });
  await wait(b, () => e2e.logs.every((log) => log.length === 1));
  const r = (start, end) => ({ start, end });
  assert.deepEqual(await b.evaluate(() => e2e.logs), [
    [{ name: 'set', old: [1, 2], added: [3], removed: [1], synthetic: false }],
    // Two ranges are never the same object.
    [{ name: 'set', old: [r(0, 1), r(5, 2)], added: [r(0, 1)], removed: [r(0, 1), r(5, 2)], synthetic: false }],
    [{ name: 'set', old: ['k', 'none'], added: [], removed: ['none'], synthetic: false }],
  ]);
});
