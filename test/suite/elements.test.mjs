// Every element type, edited in one page and watched from another: values and
// the payloads of the events.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const fields = ['key', 'index', 'value', 'oldValue', 'fromIndex', 'toIndex', 'deleteCount', 'insertValue', 'local'];

// Opens two pages, records the named events of the element at `path` in the
// second, runs `edit` in the first, and returns the events and the final value.
async function watch(data, path, names, edit) {
  const id = freshId('element');
  const a = await suite.openModel({ id, name: 'Ada', data });
  const b = await suite.openModel({ id, name: 'Bob' });
  await b.evaluate(([path, names, fields]) => {
    e2e.log = e2e.record(path.length ? e2e.model.elementAt(path) : e2e.model.root(), names, fields);
  }, [path, names, fields]);
  await a.evaluate(edit);
  const value = JSON.parse(await converge([a, b]));
  const log = await b.evaluate(() => e2e.log);
  assert.deepEqual([...a.problems, ...b.problems], []);
  await Promise.all([a.close(), b.close()]);
  return { value, log };
}

test('object: set, set again, remove, replace as a whole', async () => {
  const { value, log } = await watch({ o: { a: 1 } }, ['o'], ['set', 'remove', 'value'], async () => {
    const o = e2e.model.elementAt('o');
    o.set('b', 'new');
    o.set('a', [true]);
    o.remove('b');
    // Within one turn the whole value would overwrite the removal before it is sent.
    await e2e.committed();
    o.value({ whole: { deep: null } });
  });
  assert.deepEqual(value, { o: { whole: { deep: null } } });
  assert.deepEqual(log.slice(0, 3), [
    { name: 'set', key: 'b', value: { type: 'string', value: 'new' }, oldValue: { type: 'undefined', value: undefined }, local: false },
    { name: 'set', key: 'a', value: { type: 'array', value: [true] }, oldValue: { type: 'number', value: 1 }, local: false },
    { name: 'remove', key: 'b', oldValue: { type: 'string', value: 'new' }, local: false },
  ]);
  assert.equal(log.length, 4);
  assert.equal(log[3].name, 'value');
});

test('array: insert, set, reorder, remove, replace as a whole', async () => {
  const { value, log } = await watch({ l: ['a', 'b', 'c'] }, ['l'], ['insert', 'set', 'reorder', 'remove', 'value'], () => {
    const l = e2e.model.elementAt('l');
    l.insert(1, 2);
    l.set(0, false);
    l.reorder(3, 0);
    l.remove(2);
    l.push('end');
  });
  assert.deepEqual(value, { l: ['c', false, 'b', 'end'] });
  assert.deepEqual(log, [
    { name: 'insert', index: 1, value: { type: 'number', value: 2 }, local: false },
    { name: 'set', index: 0, value: { type: 'boolean', value: false }, oldValue: { type: 'string', value: 'a' }, local: false },
    { name: 'reorder', fromIndex: 3, toIndex: 0, local: false },
    { name: 'remove', index: 2, oldValue: { type: 'number', value: 2 }, local: false },
    { name: 'insert', index: 3, value: { type: 'string', value: 'end' }, local: false },
  ]);
  const whole = await watch({ l: [1] }, ['l'], ['value'], () => e2e.model.elementAt('l').value([[], {}]));
  assert.deepEqual(whole.value, { l: [[], {}] });
  assert.equal(whole.log.length, 1);
});

test('number: delta and value', async () => {
  const { value, log } = await watch({ n: 5 }, ['n'], ['delta', 'value'], async () => {
    const n = e2e.model.elementAt('n');
    n.add(2.5);
    await e2e.committed();
    n.subtract(10);
    await e2e.committed();
    n.value(-0.125);
  });
  assert.deepEqual(value, { n: -0.125 });
  assert.deepEqual(log.map(({ name, value, local }) => [name, name === 'delta' ? value : null, local]), [
    ['delta', 2.5, false], ['delta', -10, false], ['value', null, false],
  ]);
});

test('boolean and date: value', async () => {
  const truth = await watch({ f: false }, ['f'], ['value'], () => { e2e.model.elementAt('f').value(true); });
  assert.deepEqual([truth.value, truth.log.length], [{ f: true }, 1]);
  const id = freshId('date');
  const a = await suite.openModel({ id, name: 'Ada' });
  const b = await suite.openModel({ id, name: 'Bob' });
  await a.evaluate(() => e2e.model.root().set('d', new Date(86400123)));
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => {
    const d = e2e.model.elementAt('d');
    e2e.log = e2e.record(d, ['value'], ['local']);
    return [d.type(), d.value() instanceof Date, d.value().getTime(), d.toJSON()];
  }), ['date', true, 86400123, { $convergenceType: 'date', value: '1970-01-02T00:00:00.123Z' }]);
  await a.evaluate(() => e2e.model.elementAt('d').value(new Date(-1)));
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => [e2e.model.elementAt('d').value().getTime(), e2e.log]), [-1, [{ name: 'value', local: false }]]);
});

test('null and undefined', async () => {
  const id = freshId('nothing');
  const a = await suite.openModel({ id, name: 'Ada', data: { nothing: null } });
  const b = await suite.openModel({ id, name: 'Bob' });
  assert.deepEqual(await b.evaluate(() => {
    const nothing = e2e.model.elementAt('nothing');
    const missing = e2e.model.elementAt('missing', 3);
    const throws = (f) => { try { f(); return false; } catch { return true; } };
    return [nothing.type(), nothing.value(), throws(() => nothing.value(1)), missing.type(), missing.value() === undefined, throws(() => missing.value(1)),
      missing === e2e.model.elementAt('other')];
  }), ['null', null, true, 'undefined', true, true, true]);
  await a.evaluate(() => e2e.model.root().set('nothing', 'something'));
  assert.equal(await converge([a, b]), '{"nothing":"something"}');
});

test('a removed element is detached in the other page, children first, and keeps its value', async () => {
  const id = freshId('detached');
  const a = await suite.openModel({ id, name: 'Ada', data: { o: { child: 'text' } } });
  const b = await suite.openModel({ id, name: 'Bob' });
  await b.evaluate(() => {
    e2e.order = [];
    e2e.child = e2e.model.elementAt('o', 'child');
    e2e.child.on('detached', () => e2e.order.push('child'));
    e2e.model.elementAt('o').on('detached', () => e2e.order.push('parent'));
    e2e.model.root().on('remove', () => e2e.order.push('remove'));
  });
  await a.evaluate(() => e2e.model.root().remove('o'));
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => [e2e.order, e2e.child.isDetached(), e2e.child.value()]), [['child', 'parent', 'remove'], true, 'text']);
});

test('model_changed bubbles from the element to the root with its relative path', async () => {
  const id = freshId('bubbles');
  const a = await suite.openModel({ id, name: 'Ada', data: { list: [{ name: 'x' }] } });
  const b = await suite.openModel({ id, name: 'Bob' });
  await b.evaluate(() => {
    e2e.paths = [];
    for (const path of [['list', 0, 'name'], ['list', 0], ['list'], []]) {
      e2e.model.elementAt(path).on('model_changed', (event) => e2e.paths.push([event.relativePath, event.childEvent.name, event.local]));
    }
  });
  await a.evaluate(() => e2e.model.elementAt('list', 0, 'name').insert(1, 'y'));
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => e2e.paths), [
    [[], 'insert', false], [['name'], 'insert', false], [[0, 'name'], 'insert', false], [['list', 0, 'name'], 'insert', false],
  ]);
});
