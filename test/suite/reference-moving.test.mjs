// How references move with the edits of everybody, and what ends them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpReferences, wait } from '../harness/references.mjs';

const pair = setUpReferences();

// What a string, object or element change does to references: 3.6.
const MOVES = [
  ['insert before', (t) => t.insert(1, 'xy'), [4, 7], { start: 6, end: 4 }],
  ['insert exactly at', (t) => t.insert(2, 'x'), [3, 6], { start: 5, end: 3 }],
  ['insert behind', (t) => t.insert(9, 'x'), [2, 5], { start: 4, end: 2 }],
  ['remove around', (t) => t.remove(1, 3), [1, 2], { start: 1, end: 1 }],
  ['remove behind', (t) => t.remove(5, 2), [2, 5], { start: 4, end: 2 }],
  ['splice', (t) => t.splice(1, 2, 'abcd'), [5, 7], { start: 6, end: 5 }],
];
test('local and remote references move with local and remote edits', async () => {
  const [a, b] = await pair('moves', Object.fromEntries(MOVES.map((_, i) => [`s${i}`, '0123456789'])));
  await a.evaluate((n) => {
    e2e.mine = Array.from({ length: n }, (_, i) => e2e.model.elementAt(`s${i}`)).map((s) => [s.indexReference('i'), s.rangeReference('r')]);
    for (const [i, r] of e2e.mine) {
      i.set([2, 5]);
      r.set({ start: 4, end: 2 });
      i.share();
      r.share();
    }
  }, MOVES.length);
  await wait(b, (n) => e2e.model.elementAt(`s${n - 1}`).references().length === 2, MOVES.length);
  // Each page makes every second edit.
  for (const [k, page] of [[0, a], [1, b]]) {
    await page.evaluate(([k, edits]) => edits.forEach((edit, i) => { if (i % 2 === k) (0, eval)(edit)(e2e.model.elementAt(`s${i}`)); }), [k, MOVES.map(([, edit]) => edit.toString())]);
  }
  await converge([a, b]);
  const local = await a.evaluate(() => e2e.mine.map(([i, r]) => [i.values(), r.value()]));
  const remote = await b.evaluate((n) => Array.from({ length: n }, (_, i) => e2e.model.elementAt(`s${i}`)).map((s) => [s.references({ key: 'i' })[0].values(), s.references({ key: 'r' })[0].value()]), MOVES.length);
  for (const [i, [what, , indices, range]] of MOVES.entries()) {
    assert.deepEqual(local[i], [indices, range], `${what}: local references`);
    assert.deepEqual(remote[i], [indices, range], `${what}: remote references`);
  }
});

test('a whole set disposes of the references of a string or object, here and there', async () => {
  const [a, b] = await pair('whole', { text: 'abc', o: { k: 1 } });
  await a.evaluate(() => {
    e2e.mine = [e2e.text.indexReference('i'), e2e.model.elementAt('o').propertyReference('p')];
    e2e.mine[0].set(1);
    e2e.mine[1].set('k');
    e2e.logs = e2e.mine.map((r) => e2e.follow(r));
    for (const r of e2e.mine) r.share();
  });
  await wait(b, () => e2e.text.references().length === 1 && e2e.model.elementAt('o').references().length === 1);
  await b.evaluate(() => {
    e2e.theirs = [e2e.text.references()[0], e2e.model.elementAt('o').references()[0]];
    e2e.logs = e2e.theirs.map((r) => e2e.follow(r));
    e2e.text.value('whole');
    e2e.model.elementAt('o').value({ k: 2 });
  });
  await converge([a, b]);
  for (const [page, list] of [[a, 'mine'], [b, 'theirs']]) {
    assert.deepEqual(await page.evaluate((list) => [e2e.logs, e2e[list].map((r) => r.isDisposed())], list), [[[{ name: 'disposed' }], [{ name: 'disposed' }]], [true, true]]);
  }
  assert.equal(await a.evaluate(() => e2e.text.indexReference('i').isDisposed()), false);
});

test('properties that are removed or replaced leave property references; removed elements leave element references', async () => {
  const [a, b] = await pair('leaving', { o: { k: 1, l: 2, m: 3 }, text: 'gone' });
  await a.evaluate(() => {
    e2e.p = e2e.model.elementAt('o').propertyReference('p');
    e2e.e = e2e.model.elementReference('e');
    e2e.p.set(['k', 'l', 'm']);
    e2e.e.set([e2e.text, e2e.model.elementAt('o', 'm')]);
    e2e.logs = [e2e.follow(e2e.p), e2e.follow(e2e.e)];
    e2e.p.share();
    e2e.e.share();
  });
  await b.evaluate(async () => {
    await e2e.until(() => e2e.model.references().length === 1 && e2e.model.elementAt('o').references().length === 1);
    e2e.p = e2e.model.elementAt('o').references()[0];
    e2e.e = e2e.model.references()[0];
    e2e.logs = [e2e.follow(e2e.p), e2e.follow(e2e.e)];
  });
  await b.evaluate(() => { e2e.model.elementAt('o').remove('k'); });
  await converge([a, b]);
  await a.evaluate(() => { e2e.model.elementAt('o').set('l', 'new'); });
  await converge([a, b]);
  await b.evaluate(() => { e2e.model.root().remove('text'); });
  await converge([a, b]);
  for (const page of [a, b]) {
    assert.deepEqual(await page.evaluate(() => [e2e.logs, e2e.p.values(), e2e.plain(e2e.e.values())]), [[
      [{ name: 'set', old: ['k', 'l', 'm'], added: [], removed: ['k'], synthetic: true }, { name: 'set', old: ['l', 'm'], added: [], removed: ['l'], synthetic: true }],
      [{ name: 'set', old: ['gone gone', 'o/m'], added: [], removed: ['gone gone'], synthetic: true }],
    ], ['m'], ['o/m']]);
  }
});

test('who comes later sees where everything points now', async () => {
  const [a, b] = await pair('later', { text: '0123456789', o: { k: 1, l: 2 }, n: 5 });
  await a.evaluate(() => {
    const o = e2e.model.elementAt('o');
    const all = [[e2e.text.indexReference('i'), [2, 8]], [e2e.text.rangeReference('r'), { start: 9, end: 1 }], [o.propertyReference('p'), ['k', 'l']], [e2e.model.elementReference('e'), [o.get('k'), e2e.model.elementAt('n')]], [e2e.text.indexReference('none'), []]];
    for (const [r, v] of all) { r.set(v); r.share(); }
  });
  await wait(b, () => e2e.text.references().length === 3 && e2e.model.references().length === 1);
  await b.evaluate(() => { e2e.text.insert(0, 'abc'); e2e.text.remove(8, 4); e2e.model.elementAt('o').remove('k'); });
  await converge([a, b]);
  const see = (page, name) => page.evaluate(async (name) => {
    const domain = name ? await Convergence.connectAnonymously(e2e.url, name) : null;
    const m = domain ? await domain.models().open(e2e.model.modelId()) : e2e.model;
    const all = [...m.elementAt('text').references(), ...m.elementAt('o').references(), ...m.references()];
    const seen = Object.fromEntries(all.map((r) => [r.key(), [r.user().displayName, r.isSet(), e2e.plain(r.values())]]));
    await domain?.dispose();
    return seen;
  }, name);
  const expected = { i: ['Ada', true, [5, 8]], r: ['Ada', true, [{ start: 8, end: 4 }]], none: ['Ada', false, []], p: ['Ada', true, ['l']], e: ['Ada', true, ['n']] };
  assert.deepEqual(await see(b), expected);
  assert.deepEqual(await see(b, 'Cleo'), expected);
});

test('references survive a lost connection: they move meanwhile and are shared anew, by the new session', async () => {
  const [a, b] = await pair('away', { text: '0123456789' });
  await a.evaluate(() => {
    e2e.mine = e2e.text.rangeReference('mine');
    e2e.mine.set({ start: 4, end: 8 });
    e2e.mine.share();
    e2e.log = e2e.follow(e2e.mine);
  });
  await b.evaluate(async () => {
    const r = e2e.text.indexReference('theirs');
    r.set(6);
    r.share();
    e2e.theirs = r;
    await e2e.until(() => e2e.text.references({ key: 'mine' })[0]?.isSet());
    e2e.log = e2e.follow(e2e.text.references({ key: 'mine' })[0]);
  });
  await wait(a, () => e2e.text.references({ key: 'theirs' })[0]?.isSet());
  const before = await a.evaluate(async () => {
    e2e.remote = e2e.text.references({ key: 'theirs' })[0];
    e2e.gone = e2e.follow(e2e.remote);
    const session = e2e.mine.sessionId();
    e2e.cut();
    await e2e.until(() => !e2e.domain.isConnected());
    e2e.text.insert(0, 'AA');
    e2e.mine.set({ start: 5, end: 10 });
    return [session, e2e.gone, e2e.remote.isDisposed(), e2e.mine.isShared(), e2e.mine.isDisposed()];
  });
  assert.deepEqual(before.slice(1), [[{ name: 'disposed' }], true, true, false]);
  await wait(b, () => e2e.log.length === 1);
  await b.evaluate(async () => { e2e.text.insert(5, 'BBB'); await e2e.committed(); });
  await a.evaluate(() => e2e.mend());
  assert.equal(await converge([a, b]), '{"text":"AA01234BBB56789"}');
  await wait(b, () => e2e.text.references({ key: 'mine' })[0]?.isSet());
  await wait(a, () => e2e.text.references({ key: 'theirs' })[0]?.isSet());
  const [here, there] = [await a.evaluate(() => [e2e.mine.value(), e2e.mine.sessionId(), e2e.text.references({ key: 'theirs' }).map((r) => r.value()), e2e.log.at(-1).synthetic]),
    await b.evaluate(() => [e2e.text.references({ key: 'mine' }).map((r) => [r.value(), r.sessionId()]), e2e.theirs.value(), e2e.log])];
  assert.deepEqual([here[0], here[2], here[3]], [{ start: 5, end: 13 }, [there[1]], true]);
  assert.deepEqual(there, [[[{ start: 5, end: 13 }, here[1]]], 11, [{ name: 'disposed' }]]);
  assert.notEqual(here[1], before[0]);
});

test('the references of an element end with it, in both pages: removed, replaced, or the model closed', async () => {
  const [a, b] = await pair('ends', { one: 'abc', two: { s: 'abc', o: {} }, three: 'abc' });
  await a.evaluate(() => {
    e2e.all = [e2e.model.elementAt('one').indexReference('r'), e2e.model.elementAt('two', 's').rangeReference('r'), e2e.model.elementAt('two', 'o').propertyReference('r'), e2e.model.elementAt('three').indexReference('r'), e2e.model.elementReference('r')];
    e2e.logs = e2e.all.map((r) => e2e.follow(r));
    for (const r of e2e.all) r.share();
  });
  const remote = () => [e2e.model.elementAt('one'), e2e.model.elementAt('two', 's'), e2e.model.elementAt('two', 'o'), e2e.model.elementAt('three'), e2e.model].map((x) => x.references()[0]);
  await wait(b, () => e2e.model.references().length === 1 && e2e.model.elementAt('three').references().length === 1);
  await b.evaluate((remote) => {
    e2e.all = (0, eval)(remote)();
    e2e.logs = e2e.all.map((r) => e2e.follow(r));
    e2e.model.root().set('one', 'new');
    e2e.model.root().remove('two');
  }, remote.toString());
  await converge([a, b]);
  const ended = [{ name: 'disposed' }];
  for (const page of [a, b]) assert.deepEqual(await page.evaluate(() => [e2e.logs, e2e.all.map((r) => r.isDisposed())]), [[ended, ended, ended, [], []], [true, true, true, false, false]]);
  await a.evaluate(() => e2e.model.close());
  await wait(b, () => e2e.all.every((r) => r.isDisposed()));
  for (const page of [a, b]) assert.deepEqual(await page.evaluate(() => e2e.logs), [ended, ended, ended, ended, ended]);
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('an edit is told before the references that it moves', async () => {
  const [a, b] = await pair('order', { text: '0123' });
  await a.evaluate(() => { const r = e2e.text.indexReference('r'); r.set(2); r.share(); });
  await wait(b, () => e2e.text.references()[0]?.isSet());
  await b.evaluate(() => {
    e2e.order = [];
    e2e.text.references()[0].on('set', (e) => e2e.order.push(`moved to ${e.src.value()} ${e.synthetic}`));
    e2e.text.events().subscribe((e) => e2e.order.push(e.name));
    e2e.model.on('version_changed', (e) => e2e.order.push(e.name));
  });
  await a.evaluate(() => e2e.text.insert(0, 'xx'));
  await converge([a, b]);
  const order = await b.evaluate(() => e2e.order);
  assert.deepEqual([order[0], order.includes('moved to 4 true'), order.at(-1)], ['insert', true, 'version_changed'], `${order}`);
});
