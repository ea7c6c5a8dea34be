// What becomes of JavaScript values in a document, and of elements while another
// page edits around them: ids, places, identity, listeners, detachment.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';

// In Ada's page undefined is accepted inside of values, in Bob's it is not.
const pair = setUpPair({ options: { models: { data: { undefinedObjectValues: 'omit', undefinedArrayValues: 'null' } } } });

test('every kind of value becomes the same element in both pages', async () => {
  const [a, b] = await pair('values', {});
  const ids = await a.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe')).contentWindow;
    const bare = Object.assign(Object.create(null), { k: [null] });
    const values = {
      text: 'a\u{1f600}\ud83d\0', boxed: new String('boxed'), empty: '', number: -0.1, large: 1.7976931348623157e308, small: 5e-324, yes: true, nothing: null,
      date: new Date(-62135596800000), foreign: new frame.Date(7), marked: { $convergenceType: 'date', value: '2026-01-02T03:04:05.678Z' }, millis: { $convergenceType: 'date', value: 5 },
      list: [[], [1, 'x', { y: [false] }]], object: { '': 1, 'a.b': { $c: 2 }, '\u00fc\ud83d': 3 }, bare, foreignObject: new frame.Object(), __proto: JSON.parse('{"__proto__": {"x": 1}}'),
    };
    const root = e2e.model.root();
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, root.set(key, value).id()]));
  });
  const json = JSON.parse(await converge([a, b]));
  const read = (page) => page.evaluate(() => {
    const out = {};
    e2e.model.root().forEach((e, key) => {
      const v = e.value();
      out[key] = [e.id(), e.type(), e.type() === 'date' ? v.getTime() : JSON.stringify(v), JSON.stringify(e.toJSON())];
    });
    return out;
  });
  const [mine, theirs] = [await read(a), await read(b)];
  assert.deepEqual(theirs, mine);
  assert.deepEqual(Object.fromEntries(Object.entries(mine).map(([key, [id]]) => [key, id])), ids);
  assert.deepEqual(Object.fromEntries(Object.entries(mine).map(([key, [, type, value]]) => [key, `${type} ${value}`])), {
    text: 'string "a\u{1f600}\\ud83d\\u0000"', boxed: 'string "boxed"', empty: 'string ""', number: 'number -0.1', large: 'number 1.7976931348623157e+308', small: 'number 5e-324', yes: 'boolean true', nothing: 'null null',
    date: 'date -62135596800000', foreign: 'date 7', marked: 'date 1767323045678', millis: 'date 5', list: 'array [[],[1,"x",{"y":[false]}]]', object: 'object {"":1,"a.b":{"$c":2},"\u00fc\\ud83d":3}', bare: 'object {"k":[null]}',
    foreignObject: 'object {}', __proto: 'object {"__proto__":{"x":1}}' });
  assert.equal(mine.marked[3], '{"$convergenceType":"date","value":"2026-01-02T03:04:05.678Z"}');
  assert.equal(json.number, -0.1);
  assert.deepEqual([...a.problems, ...b.problems], []);
});

test('undefined inside of values follows the options, also when a model is created', async () => {
  const [a, b] = await pair('undefined', {});
  const strict = await b.evaluate(() => ['x.deep', 'x[1]'].map((_, i) => {
    try { e2e.model.root().set('x', i === 0 ? { deep: undefined } : [1, undefined]); return 'set'; } catch (e) { return `${e.name} ${e.code} ${e.message}`; }
  }));
  assert.match(strict[0], /^ConvergenceError unsupported_type value\.deep is undefined.*undefinedObjectValues/);
  assert.match(strict[1], /^ConvergenceError unsupported_type value\[1\] is undefined.*undefinedArrayValues/);
  const created = await a.evaluate(async () => {
    e2e.model.root().set('x', { gone: undefined, list: [undefined, 1] });
    const bare = [() => e2e.model.root().set('y', undefined), () => e2e.model.elementAt('x', 'list').push(undefined)].map((f) => { try { f(); return 'set'; } catch (e) { return e.code; } });
    const id = await e2e.domain.models().create({ collection: 'e2e', data: () => ({ k: undefined, l: [undefined] }) });
    const model = await e2e.domain.models().open(id);
    return [bare, id.length, model.root().value()];
  });
  assert.equal(await converge([a, b]), '{"x":{"list":[null,1]}}');
  assert.deepEqual([created[0], created[2]], [['unsupported_type', 'unsupported_type'], { l: [null] }]);
  assert.ok(created[1] >= 20, 'the server makes an id');
});

test('ids: those of a creation in the order of depth, later ones with a prefix of the session', async () => {
  const [a, b] = await pair('ids', { o: { deep: [1, 'x'] }, n: 5 });
  const ids = await b.evaluate(() => [[], ['o'], ['o', 'deep'], ['o', 'deep', 0], ['o', 'deep', 1], ['n']].map((path) => e2e.model.elementAt(path).id()));
  assert.deepEqual(ids, ['@:0', '@:1', '@:2', '@:3', '@:4', '@:5']);
  const made = (page, key) => page.evaluate((key) => { const o = e2e.model.root().set(key, { k: [1] }); return [o, o.get('k'), o.elementAt('k', 0)].map((e) => e.id()); }, key);
  const mine = await made(a, 'a');
  await converge([a, b]);
  const theirs = await made(b, 'b');
  await converge([a, b]);
  const parts = [...mine, ...theirs].map((id) => id.split(':'));
  assert.ok(parts.every(([prefix, counter]) => /^[0-9a-z]+$/.test(prefix) && /^\d+$/.test(counter)), `${[mine, theirs]}`);
  assert.equal(new Set(mine.map((id) => id.split(':')[0])).size, 1);
  assert.notEqual(mine[0].split(':')[0], theirs[0].split(':')[0]);
  assert.deepEqual(await b.evaluate((ids) => ids.map((id) => e2e.model.element(id).path().join('/')), mine), ['a', 'a/k', 'a/k/0']);
});

test('an element stays itself while others edit around it: object, place and listeners', async () => {
  const [a, b] = await pair('identity', { list: [{ s: 'one' }, { s: 'two' }, { s: 'three' }] });
  await b.evaluate(() => {
    e2e.s = e2e.model.elementAt('list', 1, 's');
    e2e.o = e2e.s.parent();
    e2e.heard = [];
    e2e.s.events().subscribe((e) => e2e.heard.push(e.name));
    e2e.places = () => [e2e.s.path().join('/'), e2e.o.relativePath(), e2e.s.relativePath(), e2e.s.parent() === e2e.o, e2e.o.parent() === e2e.model.elementAt('list'), e2e.model.elementAt(e2e.s.path()) === e2e.s, e2e.model.element(e2e.s.id()) === e2e.s];
  });
  const steps = [
    [(l) => l.remove(0), 'list/0/s'], [(l) => l.unshift('new'), 'list/1/s'], [(l) => l.reorder(1, 2), 'list/2/s'], [(l) => l.insert(3, 'end'), 'list/2/s'], [(l) => l.set(0, {}), 'list/2/s'], [(l) => l.elementAt(2, 's').insert(0, 'x'), 'list/2/s'],
    [(l) => l.elementAt(2, 's').value('whole'), 'list/2/s'],
  ];
  for (const [edit, path] of steps) {
    await a.evaluate((edit) => (0, eval)(edit)(e2e.model.elementAt('list')), edit.toString());
    await converge([a, b]);
    assert.deepEqual(await b.evaluate(() => e2e.places()), [path, Number(path[5]), 's', true, true, true, true], edit.toString());
  }
  assert.deepEqual(await b.evaluate(() => e2e.heard.splice(0)), ['insert', 'model_changed', 'value', 'model_changed']);
  // Replaced: another element, without listeners; the old one remains readable.
  await a.evaluate(() => { e2e.model.elementAt('list', 2).set('s', 'other'); });
  await converge([a, b]);
  await a.evaluate(() => e2e.model.elementAt('list', 2, 's').insert(0, 'an'));
  await converge([a, b]);
  assert.deepEqual(await b.evaluate(() => [e2e.heard, e2e.s.isDetached(), e2e.s.value(), e2e.model.element(e2e.s.id()).type(), e2e.model.elementAt('list', 2, 's').value(), e2e.model.elementAt('list', 2, 's') === e2e.s]),
    [['detached'], true, 'whole', 'undefined', 'another', false]);
  const places = await b.evaluate(() => {
    const none = e2e.model.elementAt('list', 'key');
    return [none.type(), none === e2e.model.elementAt('list', 99), none === e2e.model.elementAt('list', 2, 's', 'deeper'), none === e2e.model.elementAt('list', 2, 0), none.isAttached(), none.id() === undefined, none.path(), none.parent(), none.relativePath(), none.removeFromParent() === undefined, e2e.model.root().parent()];
  });
  assert.deepEqual(places, ['undefined', true, true, true, true, true, null, null, null, true, null]);
});

test('edits of an element that another page has removed meanwhile are lost with it, and nothing else', async () => {
  const [a, b] = await pair('removed', { o: { s: 'abc', list: [1] }, n: 0, kept: ['x', 'y'] });
  await a.evaluate(async () => {
    e2e.s = e2e.model.elementAt('o', 's');
    e2e.log = [];
    for (const path of [['o', 's'], ['o'], ['kept', 0]]) e2e.model.elementAt(path).on('detached', (e) => e2e.log.push(`${path.join('/')} ${e.src.isDetached()}`));
    e2e.model.on('error', () => e2e.log.push('error'));
    e2e.cut();
    await e2e.until(() => !e2e.domain.isConnected());
  });
  const before = await b.evaluate(async () => {
    e2e.model.elementAt('o').removeFromParent();
    e2e.model.elementAt('kept', 0).removeFromParent();
    await e2e.committed();
    return e2e.model.version();
  });
  await a.evaluate(() => {
    e2e.s.insert(3, 'd');
    e2e.model.elementAt('o', 'list').push(2);
    e2e.model.elementAt('o').set('new', true);
    e2e.model.elementAt('n').add(5);
    e2e.model.elementAt('kept').push('z');
    e2e.mend();
  });
  assert.equal(await converge([a, b]), '{"n":5,"kept":["y","z"]}');
  const [log, value, thrown, id, version] = await a.evaluate(() => {
    let thrown = '';
    try { e2e.s.insert(0, 'no'); } catch (e) { thrown = e.message; }
    return [e2e.log, e2e.s.value(), thrown, e2e.model.element(e2e.s.id()).type(), e2e.model.version()];
  });
  assert.deepEqual([log, value, id], [['o/s true', 'o true', 'kept/0 true'], 'abcd', 'undefined']);
  assert.match(thrown, /detached/);
  // What no longer has an element takes a version all the same.
  assert.equal(version - before, 5);
  assert.deepEqual([...a.problems, ...b.problems], []);
});
