// Listeners that behave badly, and what listening costs when nobody does.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge, openPage } from '../harness/browser.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const open = (id, name, data) => suite.openModel({ id, name, data });
const until = (page, condition) => page.evaluate((condition) => e2e.until(() => (0, eval)(condition)(), 15000, condition), condition.toString());
const DELIVERIES = 6;

test('nobody listens: what others do causes no frame', async () => {
  const id = freshId('quiet');
  const a = await open(id, 'Ada', { text: '', o: {}, n: 0 });
  const b = await open(id, 'Bob');
  const deliveries = () => b.evaluate((i) => Convergence.__test.header()[i], DELIVERIES);
  const edits = () => a.evaluate(async () => {
    const r = e2e.text.indexReference('r');
    r.share();
    for (let i = 0; i < 100; i++) {
      e2e.text.insert(i, 'x');
      e2e.model.elementAt('n').add(1);
      e2e.model.elementAt('o').set(`k${i}`, { v: i });
      r.set(i);
      if (i % 10 === 0) await e2e.committed();
    }
    e2e.model.elementAt('o').value({});
    await e2e.committed();
  });
  // A first round, so that every session that frames may name is known.
  await edits();
  await converge([a, b]);
  const before = await deliveries();
  await edits();
  await converge([a, b]);
  assert.equal(await b.evaluate(() => e2e.text.references()[0].value()), 99);
  // Asking for the references above may tell of a session, but changes tell nothing.
  assert.ok(await deliveries() - before <= 1, `${await deliveries() - before} deliveries`);
  // The measure itself: one listener, and there are deliveries. Gone, and there are none.
  await b.evaluate(() => { e2e.heard = 0; e2e.fn = () => { e2e.heard++; }; e2e.text.on('insert', e2e.fn); });
  await edits();
  await converge([a, b]);
  const [heard, after] = [await b.evaluate(() => e2e.heard), await deliveries()];
  assert.ok(heard >= 10 && after > before + 5, `${heard} events, ${after - before} deliveries`);
  await b.evaluate(() => { e2e.text.off('insert', e2e.fn); });
  const quiet = await deliveries();
  await edits();
  await converge([a, b]);
  assert.equal(await deliveries() - quiet, 0);
});

test('a listener that throws: reported once each, stays, and nobody misses anything', async () => {
  const id = freshId('throws');
  const a = await open(id, 'Ada', { text: '' });
  const b = await open(id, 'Bob');
  await b.evaluate(() => {
    e2e.seen = [];
    e2e.errors = [];
    e2e.domain.on('error', (e) => e2e.errors.push([e.message, e.cause.message, e.domain === e2e.domain]));
    const bad = (what) => () => { e2e.seen.push(what); throw new Error(what); };
    e2e.text.on('insert', bad('element'));
    e2e.text.on('insert', () => e2e.seen.push('next'));
    e2e.text.events().subscribe((e) => e2e.seen.push(`all ${e.name}`));
    e2e.model.root().on('model_changed', bad('root'));
    e2e.model.on('version_changed', bad('model'));
    e2e.text.on('reference', bad('reference'));
    e2e.model.collaboratorsAsObservable().subscribe(() => {});
  });
  for (const round of [1, 2]) {
    await a.evaluate(() => e2e.text.insert(0, 'x'));
    await converge([a, b]);
    assert.deepEqual(await b.evaluate(() => e2e.seen.splice(0)), ['element', 'next', 'all insert', 'all model_changed', 'root', 'model'], `round ${round}`);
  }
  await a.evaluate(() => { const r = e2e.text.indexReference('r'); r.set(1); r.share(); });
  await until(b, () => e2e.seen.includes('reference'));
  const once = ['element', 'root', 'model', 'element', 'root', 'model', 'reference'];
  // The page is told by tasks of their own, and tells the test after that.
  for (const end = Date.now() + 15000; b.problems.length < once.length && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(await b.evaluate(() => [e2e.text.references().length, e2e.errors]), [1, once.map((what) => [`A listener has thrown: ${what}`, what, true])]);
  assert.deepEqual(b.problems, once.map((what) => `Error: ${what}`));
});

test('a listener that edits, reads, adds and removes listeners inside of its callback', async () => {
  const id = freshId('reenters');
  const a = await open(id, 'Ada', { text: '', n: 0, list: [] });
  const b = await open(id, 'Bob');
  await b.evaluate(() => {
    e2e.seen = [];
    const { text, model } = e2e;
    const [n, list] = [model.elementAt('n'), model.elementAt('list')];
    model.emitLocalEvents(true);
    text.on('insert', (e) => {
      if (e.local) return;
      e2e.seen.push(`insert ${text.value()}`);
      n.add(1);
      list.push(e.value);
      text.insert(text.length(), '!');
      model.startBatch();
      n.add(10);
      model.completeBatch();
      const r = text.indexReference('r');
      r.set(text.length());
      r.share();
      n.on('delta', (d) => e2e.seen.push(`late ${d.value}`));
      e2e.seen.push(`edited ${text.value()} ${n.value()}`);
    });
    text.on('insert', (e) => e2e.seen.push(`second ${e.value} ${e.local}`));
    n.on('delta', (e) => e2e.seen.push(`delta ${e.value}`));
    list.on('insert', (e) => e2e.seen.push(`list ${e.value.value()}`));
  });
  await a.evaluate(() => e2e.text.insert(0, 'a'));
  await until(b, () => e2e.model.isCommitted() && e2e.text.value() === 'a!');
  assert.equal(await converge([a, b]), '{"text":"a!","n":11,"list":["a"]}');
  const seen = await b.evaluate(() => e2e.seen);
  // Everybody hears of the insert before anybody hears of what its first listener did.
  assert.deepEqual(seen, ['insert a', 'second a false', 'delta 1', 'list a', 'second ! true', 'delta 10', 'edited a! 11']);
});

test('a listener that closes the model, disposes of the domain or disconnects inside of its callback', async () => {
  for (const [what, act] of [['close', () => e2e.model.close()], ['dispose', () => e2e.domain.dispose()], ['disconnect', () => e2e.domain.disconnect()], ['remove', () => e2e.domain.models().remove(e2e.model.modelId())]]) {
    const id = freshId(what);
    const a = await open(id, 'Ada', { text: '' });
    const b = await open(id, 'Bob');
    await b.evaluate((act) => {
      e2e.seen = [];
      e2e.text.once('insert', () => { e2e.seen.push('first'); e2e.ended = (0, eval)(act)(); e2e.ended.catch(() => {}); });
      e2e.text.on('insert', (e) => e2e.seen.push(`second ${e.value}`));
      e2e.text.on('detached', () => e2e.seen.push('detached'));
      e2e.model.on('closed', () => e2e.seen.push('closed'));
    }, act.toString());
    // Who removes the model may have closed it here before the second insertion.
    await a.evaluate(async () => { e2e.text.insert(0, 'a'); await e2e.committed(); if (e2e.model.isOpen()) e2e.text.insert(0, 'b'); });
    await until(b, () => e2e.ended !== undefined);
    await b.evaluate(() => e2e.ended);
    const seen = await b.evaluate(() => e2e.seen);
    assert.deepEqual([seen[0], seen[1]].sort(), ['first', 'second a'], `${what}: ${seen}`);
    if (what !== 'disconnect') {
      await until(b, () => e2e.seen.includes('closed'));
      const end = await b.evaluate(() => e2e.seen.slice(-2));
      assert.deepEqual(end, ['detached', 'closed'], what);
    }
    assert.deepEqual(b.problems, [], what);
    // The page and its core are alive: another model opens.
    const again = await b.evaluate(async () => {
      const domain = await Convergence.connectAnonymously(e2e.url, 'Bob again');
      const model = await domain.models().openAutoCreate({ collection: 'e2e', data: { ok: true } });
      return model.root().value();
    });
    assert.deepEqual(again, { ok: true }, what);
    await Promise.all([a.close(), b.close()]);
  }
});

test('a model closed in the middle of a batch of remote events emits nothing of its elements any more', async () => {
  const id = freshId('middle');
  const a = await open(id, 'Ada', { one: 0, two: 0 });
  const b = await open(id, 'Bob');
  await b.evaluate(() => {
    e2e.seen = [];
    e2e.model.on('closed', () => e2e.seen.push('closed'));
    e2e.model.elementAt('one').on('delta', () => e2e.domain.models().remove(e2e.model.modelId()).catch(() => {}));
    e2e.model.elementAt('two').on('delta', () => e2e.seen.push('delta'));
  });
  await a.evaluate(() => {
    e2e.model.startBatch();
    e2e.model.elementAt('one').add(1);
    e2e.model.elementAt('two').add(1);
    e2e.model.completeBatch();
  });
  await until(b, () => e2e.seen.includes('closed'));
  // The second delta had happened before: it may come, but not after closed.
  assert.equal(await b.evaluate(() => e2e.seen.at(-1)), 'closed');
  assert.deepEqual(b.problems, []);
});

test('every mutator checks its arguments before anything changes or is sent, and names the one that is wrong', async () => {
  const page = await openPage(suite.browser, suite.server);
  await page.evaluate(async (id) => {
    await e2e.connect('Ada', { webSocket: { class: e2e.Wire }, protocol: { heartbeat: { enabled: false } } });
    await e2e.open(id, { s: 'abc', a: [1], n: 1, b: true, d: { $convergenceType: 'date', value: 0 }, z: null, o: { k: 1 } });
  }, freshId('arguments'));
  const result = await page.evaluate(async () => {
    const m = e2e.model;
    const [s, a, n, b, d, z, o] = ['s', 'a', 'n', 'b', 'd', 'z', 'o'].map((key) => m.elementAt(key));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = [JSON.stringify(m.root()), m.version(), e2e.wire.sent];
    const unsupported = [undefined, NaN, Infinity, () => {}, Symbol('x'), 1n, new Map(), new Set(), new (class Own {})(), s, { deep: [undefined] }, { deep: undefined }, { $convergenceType: 'x' }, { $convergenceType: 'date' }, new Date(NaN)];
    const tries = {
      index: [-1, 1.5, '1', NaN, null, undefined, {}, 4, 2 ** 31, 2 ** 53].flatMap((i) => [() => s.insert(i, 'x'), () => s.splice(i, 0, 'x'), () => s.remove(i, 0), () => a.get(i), () => a.set(i, 1), () => a.insert(i, 1), () => a.remove(i)]),
      fromIndex: [-1, 0.5, '0', undefined].map((i) => () => a.reorder(i, 0)), toIndex: [-1, 0.5, '0', undefined].map((i) => () => a.reorder(0, i)), 'index|bounds': [() => a.reorder(0, 1), () => a.reorder(1, 0), () => s.remove(0, 4), () => s.splice(2, 2, '')],
      length: [-1, 0.5, '1', undefined].map((l) => () => s.remove(0, l)), deleteCount: [-1, 0.5, '1', undefined].map((l) => () => s.splice(0, l, '')),
      text: [1, null, undefined, {}].flatMap((t) => [() => s.insert(0, t), () => s.splice(0, 0, t)]),
      value: [...unsupported.flatMap((v) => [() => o.set('k', v), () => a.set(0, v), () => a.insert(0, v), () => a.push(v), () => a.unshift(v)]),
        ...unsupported.slice(1).map((v) => () => o.value({ v })), () => s.value(1), () => s.value(undefined), () => n.value('1'), () => n.value(NaN), () => b.value(0), () => d.value(5), () => d.value(new Date(NaN)), () => z.value(null), () => o.value([]), () => o.value(null), () => a.value({}), () => a.value('x'),
        () => n.add('1'), () => n.subtract(NaN), () => n.add(Infinity), () => n.add()],
      key: [1, null, undefined, {}].flatMap((k) => [() => o.set(k, 1), () => o.get(k), () => o.remove(k), () => o.hasKey(k), () => o.propertyReference(k), () => s.indexReference(k), () => s.rangeReference(k), () => m.elementReference(k)]),
      path: [() => m.elementAt({}), () => m.elementAt(null), () => o.elementAt(-1), () => a.elementAt(0.5)],
      callback: [() => o.forEach(), () => a.forEach(5), () => a.some(null), () => a.every('x'), () => a.find(), () => a.findIndex({})],
      id: [() => m.element(5), () => m.element()], listener: [() => m.on('closed'), () => s.once('insert', 5)], event: [() => s.on(5, () => {}), () => s.off(null, () => {})],
      root: [() => m.root().removeFromParent()], batch: [() => m.completeBatch(), () => m.cancelBatch(), () => m.endBatch()], undefined: [() => m.elementAt('none').value(1)],
    };
    const wrong = [];
    let count = 0;
    for (const [pattern, list] of Object.entries(tries)) for (const f of list) {
      count++;
      try { f(); wrong.push(`${f}: nothing was thrown`); } catch (e) { if (!new RegExp(pattern).test(e.message) || e.code === 'internal' || !(e instanceof Error)) wrong.push(`${f}: ${e.message}`); }
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { wrong, count, same: JSON.stringify([JSON.stringify(m.root()), m.version(), e2e.wire.sent]) === JSON.stringify(before), committed: m.isCommitted(), sent: e2e.wire.sent };
  });
  assert.deepEqual(result.wrong, []);
  assert.ok(result.count > 200);
  assert.deepEqual([result.same, result.committed, result.sent > 0], [true, true, true]);
  assert.deepEqual(page.problems, []);
});
