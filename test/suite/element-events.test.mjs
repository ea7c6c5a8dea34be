// Each change of each type of element, as the page that makes it and as another
// page hears of it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge, openModelPage } from '../harness/browser.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const DATE = { $convergenceType: 'date', value: 0 };
// Name, value at the start, edit, class of the event, its fields, what is detached.
const CHANGES = [
  ['object set of a new key', { k: 1 }, (e) => e.set('n', [1]), 'ObjectSetEvent', { name: 'set', key: 'n', value: [1], oldValue: 'undefined' }],
  ['object set of a key', { k: 1 }, (e) => e.set('k', 'x'), 'ObjectSetEvent', { name: 'set', key: 'k', value: 'x', oldValue: 1 }, ['k']],
  ['object remove', { k: { deep: 1 } }, (e) => e.remove('k'), 'ObjectRemoveEvent', { name: 'remove', key: 'k', oldValue: { deep: 1 } }, ['k/deep', 'k']],
  ['object value', { k: 1 }, (e) => e.value({ z: 2 }), 'ObjectSetValueEvent', { name: 'value' }, ['k']],
  ['array insert', [1], (e) => e.insert(1, { a: 1 }), 'ArrayInsertEvent', { name: 'insert', index: 1, value: { a: 1 } }],
  ['array push', [1], (e) => e.push(2), 'ArrayInsertEvent', { name: 'insert', index: 1, value: 2 }],
  ['array unshift', [1], (e) => e.unshift(0), 'ArrayInsertEvent', { name: 'insert', index: 0, value: 0 }],
  ['array remove', [1, 2], (e) => e.remove(0), 'ArrayRemoveEvent', { name: 'remove', index: 0, oldValue: 1 }, ['0']],
  ['array pop', [1, 2], (e) => e.pop(), 'ArrayRemoveEvent', { name: 'remove', index: 1, oldValue: 2 }, ['1']],
  ['array shift', [1, 2], (e) => e.shift(), 'ArrayRemoveEvent', { name: 'remove', index: 0, oldValue: 1 }, ['0']],
  ['array set', [1], (e) => e.set(0, null), 'ArraySetEvent', { name: 'set', index: 0, value: null, oldValue: 1 }, ['0']],
  ['array reorder forward', [1, 2, 3], (e) => e.reorder(0, 2), 'ArrayReorderEvent', { name: 'reorder', fromIndex: 0, toIndex: 2 }],
  ['array reorder back', [1, 2, 3], (e) => e.reorder(2, 0), 'ArrayReorderEvent', { name: 'reorder', fromIndex: 2, toIndex: 0 }],
  ['array value', [1], (e) => e.value([]), 'ArraySetValueEvent', { name: 'value' }, ['0']],
  ['string insert', 'abc', (e) => e.insert(3, '\u{1f600}'), 'StringInsertEvent', { name: 'insert', index: 3, value: '\u{1f600}' }],
  ['string remove', 'abc', (e) => e.remove(1, 2), 'StringRemoveEvent', { name: 'remove', index: 1, value: 'bc' }],
  ['string splice', 'abc', (e) => e.splice(1, 1, 'xy'), 'StringSpliceEvent', { name: 'splice', index: 1, deleteCount: 1, insertValue: 'xy' }],
  ['string splice that only inserts', 'abc', (e) => e.splice(1, 0, 'x'), 'StringInsertEvent', { name: 'insert', index: 1, value: 'x' }],
  ['string splice that only deletes', 'abc', (e) => e.splice(0, 2, ''), 'StringRemoveEvent', { name: 'remove', index: 0, value: 'ab' }],
  ['string value', 'abc', (e) => e.value('whole'), 'StringSetValueEvent', { name: 'value' }],
  ['number add', 1, (e) => e.add(1.5), 'NumberDeltaEvent', { name: 'delta', value: 1.5 }],
  ['number subtract', 1, (e) => e.subtract(3), 'NumberDeltaEvent', { name: 'delta', value: -3 }],
  ['number increment', 1, (e) => e.increment(), 'NumberDeltaEvent', { name: 'delta', value: 1 }],
  ['number decrement', 1, (e) => e.decrement(), 'NumberDeltaEvent', { name: 'delta', value: -1 }],
  ['number value', 1, (e) => e.value(9), 'NumberSetValueEvent', { name: 'value' }],
  ['boolean value', true, (e) => e.value(false), 'BooleanSetValueEvent', { name: 'value' }],
  ['date value', DATE, (e) => e.value(new Date(5)), 'DateSetValueEvent', { name: 'value' }],
  ['the same value again', true, (e) => e.value(true), 'BooleanSetValueEvent', { name: 'value' }],
];
// What changes nothing and is told to nobody.
const NOTHING = [
  ['a splice of nothing', 'abc', (e) => e.splice(1, 0, '')],
  ['adding 0', 1, (e) => e.add(0)],
  ['removing an absent key', {}, (e) => e.remove('absent')],
];

let a, b, session;
const ALL = [...CHANGES, ...NOTHING];
test('two pages listen to everything', async () => {
  const id = freshId('element-events');
  a = await openModelPage(suite.browser, suite.server, { id, name: 'Ada', data: Object.fromEntries(ALL.map(([, start], i) => [`e${i}`, start])) });
  b = await openModelPage(suite.browser, suite.server, { id, name: 'Bob' });
  session = await a.evaluate(() => e2e.domain.session().sessionId());
  for (const page of [a, b]) await page.evaluate((n) => {
    e2e.logs = Array.from({ length: n }, (_, i) => {
      const element = e2e.model.elementAt(`e${i}`);
      const log = { events: [], order: [] };
      const show = (x) => (x instanceof Convergence.RealTimeElement ? x.value() ?? (x.type() === 'null' ? null : x.type()) : x);
      element.events().subscribe((e) => {
        log.order.push(`self ${e.name}`);
        if (e.name === 'model_changed') {
          log.changed = [e.relativePath, e.childEvent === log.last, e.element === element, e.user.displayName, e.sessionId, e.local, Object.isFrozen(e)];
          return;
        }
        log.last = e;
        const { element: source, user, sessionId, local, ...fields } = e;
        const type = Object.keys(Convergence).find((name) => Convergence[name] === e.constructor);
        log.events.push({ type, fields: Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, show(v)])), who: [user.displayName, sessionId, local], whole: [source === element, Object.isFrozen(e)], old: e.oldValue?.isDetached?.() ?? null });
      });
      const below = (e, path) => {
        if (!(e instanceof Convergence.RealTimeContainerElement)) return;
        e.forEach((kid, key) => {
          kid.on('detached', (event) => log.order.push(`${[...path, key].join('/')} ${event.name}`));
          below(kid, [...path, key]);
        });
      };
      below(element, []);
      return log;
    });
    e2e.roots = [];
    e2e.model.root().on('model_changed', (e) => e2e.roots.push([e.relativePath.join('/'), e.childEvent.name, e.local]));
  }, ALL.length);
});

for (const local of [false, true]) {
  // A page that emits local events hears of its own edit what the other hears.
  test(local ? 'with emitLocalEvents the page itself hears the same' : 'without emitLocalEvents the page itself hears only detached', async () => {
    if (local) {
      // The same edits again, on fresh elements.
      await a.evaluate((data) => { for (const [key, value] of Object.entries(data)) e2e.model.root().set(key, value); }, Object.fromEntries(ALL.map(([, start], i) => [`f${i}`, start])));
      await converge([a, b]);
      await a.evaluate((n) => {
        e2e.model.emitLocalEvents(true);
        e2e.seen = Array.from({ length: n }, (_, i) => {
          const log = [];
          e2e.model.elementAt(`f${i}`).events().subscribe((e) => log.push([e.name, e.local]));
          return log;
        });
        e2e.roots.length = 0;
      }, ALL.length);
    }
    const prefix = local ? 'f' : 'e';
    await a.evaluate(([prefix, edits]) => edits.forEach((edit, i) => (0, eval)(edit)(e2e.model.elementAt(`${prefix}${i}`))), [prefix, ALL.map(([, , edit]) => edit.toString())]);
    if (local) {
      const [seen, roots] = await a.evaluate(() => [e2e.seen, e2e.roots]);
      assert.deepEqual(seen, [...CHANGES.map(([, , , , { name }]) => [[name, true], ['model_changed', true]]), ...NOTHING.map(() => [])]);
      assert.deepEqual(roots, CHANGES.map(([, , , , { name }], i) => [`f${i}`, name, true]));
      assert.equal(await a.evaluate(() => e2e.model.emitLocalEvents()), true);
    } else {
      const logs = await a.evaluate(() => e2e.logs.map((log) => log.order));
      assert.deepEqual(logs, ALL.map(([, , , , , detached = []]) => detached.map((path) => `${path} detached`)));
    }
    await converge([a, b]);
  });
}

for (const [i, [what, , , type, fields, detached = []]] of CHANGES.entries()) {
  test(`another page hears of ${what}`, async () => {
    const log = await b.evaluate((i) => ({ ...e2e.logs[i], last: undefined }), i);
    const old = fields.oldValue === undefined ? null : fields.oldValue !== 'undefined';
    assert.deepEqual(log.events, [{ type, fields, who: ['Ada', session, false], whole: [true, true], old }]);
    assert.deepEqual(log.order, [...detached.map((path) => `${path} detached`), `self ${fields.name}`, 'self model_changed']);
    assert.deepEqual(log.changed, [[], true, true, 'Ada', session, false, true]);
  });
}

test('what changes nothing is told to nobody', async () => {
  assert.deepEqual(await b.evaluate((n) => e2e.logs.slice(n).map((log) => log.order), CHANGES.length), NOTHING.map(() => []));
  assert.deepEqual([...a.problems, ...b.problems], []);
});
