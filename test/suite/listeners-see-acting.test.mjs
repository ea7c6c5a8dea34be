// What listeners do in the midst of a message of many operations is done in the
// state that they see: an edit between two operations of another page is an
// ordinary edit, and all pages end the same.
import assert from 'node:assert/strict';
import test from 'node:test';
import { converge } from '../harness/browser.mjs';
import { setUpPair } from '../harness/pair.mjs';

const open = setUpPair({ prepare: () => {
  // Follows a text by its events alone, own edits included; returns what was
  // wrong in a listener.
  e2e.mirror = (text) => {
    const mirror = { value: text.value(), wrong: [] };
    const splice = (e, index, count, inserted) => {
      mirror.value = mirror.value.slice(0, index) + inserted + mirror.value.slice(index + count);
      if (mirror.value !== text.value()) mirror.wrong.push([e.name, e.local, mirror.value, text.value()]);
    };
    text.model().emitLocalEvents(true);
    text.on('insert', (e) => splice(e, e.index, 0, e.value));
    text.on('remove', (e) => splice(e, e.index, e.value.length, ''));
    text.on('splice', (e) => splice(e, e.index, e.deleteCount, e.insertValue));
    return mirror;
  };
} });
const DATA = { text: 'abc', list: [{ k: 0 }, { k: 1 }, { k: 2 }], n: 0 };
const pair = async (what, data = DATA) => open(`act-${what}`, data);

test('an edit between two operations of another page', async () => {
  const [x, y] = await pair('edit');
  await x.evaluate(() => {
    e2e.seen = [];
    e2e.copy = e2e.mirror(e2e.text);
    e2e.text.on('insert', (e) => {
      if (e.local) return;
      e2e.seen.push(`${e.value} ${e2e.text.value()}`);
      if (e.value === 'd') e2e.text.insert(4, '|');
      if (e.value === 'e') e2e.text.remove(0, 1);
    });
  });
  // The state of y after each is abcd, abcde and abcdef.
  await y.evaluate(() => { for (const [i, letter] of [...'def'].entries()) { e2e.text.insert(3 + i, letter); e2e.model.elementAt('n').add(1); e2e.model.elementAt('list', i).set('k', letter); } });
  const { text } = JSON.parse(await converge([x, y]));
  assert.deepEqual([...text].sort().join(''), 'bcdef|', text);
  const [seen, copy] = await x.evaluate(() => [e2e.seen, e2e.copy]);
  assert.deepEqual(copy, { value: text, wrong: [] });
  // Of two insertions at one place the one that is ordered first comes first, and
  // those of y were ordered before they came here.
  assert.deepEqual(seen, ['d abcd', 'e abcde|', 'f bcdef|']);
  assert.equal(text, 'bcdef|');
});

test('edits in every listener of a long message, in both pages at once', async () => {
  const [x, y] = await pair('edits', { text: 'start', n: 0, list: [] });
  const work = (letter) => {
    e2e.copy = e2e.mirror(e2e.text);
    let left = 30;
    e2e.text.on('insert', (e) => {
      if (e.local || left-- <= 0) return;
      e2e.text.insert(e.index + e.value.length, letter);
      if (left % 3 === 0) e2e.text.remove(0, 1);
      e2e.model.elementAt('list').push(letter);
    });
  };
  await Promise.all([x.evaluate(work, 'x'), y.evaluate(work, 'y')]);
  const type = (letter) => { for (let i = 0; i < 25; i++) { e2e.text.insert((7 * i) % (e2e.text.length() + 1), letter); e2e.model.elementAt('n').add(1); } };
  await Promise.all([x.evaluate(type, 'X'), y.evaluate(type, 'Y')]);
  const { text, n } = JSON.parse(await converge([x, y]));
  assert.equal(n, 50);
  for (const page of [x, y]) {
    assert.deepEqual(await page.evaluate(() => e2e.copy), { value: text, wrong: [] });
    assert.deepEqual(page.problems, []);
  }
});

test('an element that a listener removes hears nothing more, and all pages lose it', async () => {
  const [x, y] = await pair('remove');
  await x.evaluate(() => {
    e2e.log = [];
    const first = e2e.model.elementAt('list', 0);
    first.events().subscribe((e) => e2e.log.push(`first ${e.name}`));
    e2e.model.elementAt('n').on('delta', (e) => {
      e2e.log.push(`n ${e2e.model.elementAt('list').length()} ${JSON.stringify(first.value())}`);
      if (e2e.model.elementAt('list').length() === 3) e2e.model.elementAt('list').remove(0);
    });
  });
  await y.evaluate(() => {
    const [n, list] = [e2e.model.elementAt('n'), e2e.model.elementAt('list')];
    for (let i = 1; i <= 3; i++) { list.get(0).set('k', `set ${i}`); n.add(1); list.get(1).set('k', `other ${i}`); }
  });
  assert.deepEqual(JSON.parse(await converge([x, y])), { text: 'abc', list: [{ k: 'other 3' }, { k: 2 }], n: 3 });
  assert.deepEqual(await x.evaluate(() => e2e.log), ['first set', 'first model_changed', 'n 3 {"k":"set 1"}', 'first detached', 'n 2 {"k":"set 1"}', 'n 2 {"k":"set 1"}']);
});

test('a listener that closes the model: what it sees until then is right, and nothing is lost', async () => {
  const [x, y] = await pair('close');
  await x.evaluate(() => {
    e2e.seen = [];
    e2e.closing = e2e.model;
    e2e.text.on('insert', (e) => {
      e2e.seen.push(e2e.closing.elementAt('n').value());
      if (e2e.seen.length === 2) { e2e.text.insert(0, 'last'); e2e.closed = e2e.closing.close(); }
    });
    e2e.closing.on('closed', () => e2e.seen.push('closed'));
  });
  await y.evaluate(() => { for (let i = 0; i < 5; i++) { e2e.text.insert(i, `${i}`); e2e.model.elementAt('n').add(1); } });
  const seen = await x.evaluate(async () => {
    await e2e.until(() => e2e.closed);
    await e2e.closed;
    await e2e.open(e2e.closing.modelId());
    return e2e.seen;
  });
  assert.deepEqual(JSON.parse(await converge([x, y])), { ...DATA, text: 'last01234abc', n: 5 });
  // Whether the others are told before the model is closed is open; each that is
  // told sees its own state.
  assert.equal(seen.at(-1), 'closed');
  assert.deepEqual(seen.slice(0, -1), [0, 1, 2, 3, 4].slice(0, seen.length - 1));
  assert.deepEqual([...x.problems, ...y.problems], []);
});

test('a listener that disposes of the domain: what it sees until then is right, the page lives on, and the others end right', async () => {
  const [x, y] = await pair('dispose');
  const result = await x.evaluate(async (url) => {
    const domain = await Convergence.connectAnonymously(url, 'Short');
    const model = await domain.models().open(e2e.model.modelId());
    globalThis.short = { seen: [], domain };
    model.elementAt('text').on('insert', (e) => {
      short.seen.push(`${e.value} ${model.elementAt('n').value()}`);
      if (short.seen.length === 2) short.disposed = domain.dispose();
    });
    return [model.isOpen(), domain.isConnected()];
  }, await x.evaluate(() => e2e.url));
  assert.deepEqual(result, [true, true]);
  await y.evaluate(() => { for (let i = 0; i < 5; i++) { e2e.text.insert(i, `${i}`); e2e.model.elementAt('n').add(1); } });
  await x.evaluate(async () => { await e2e.until(() => short.disposed); await short.disposed; });
  const [seen, disposed] = await x.evaluate(() => [short.seen, short.domain.isDisposed()]);
  assert.equal(disposed, true);
  assert.deepEqual(seen, ['0 0', '1 1', '2 2', '3 3', '4 4'].slice(0, Math.max(2, seen.length)));
  assert.deepEqual(JSON.parse(await converge([x, y])), { ...DATA, text: '01234abc', n: 5 });
  assert.deepEqual([...x.problems, ...y.problems], []);
});

test('a listener that opens another model and edits it, and edits a third that is open', async () => {
  const [x, y] = await pair('open');
  await x.evaluate(async () => {
    e2e.third = await e2e.domain.models().openAutoCreate({ collection: 'e2e', data: { list: [] } });
    e2e.seen = [];
    e2e.text.on('insert', (e) => {
      e2e.seen.push(`${e.value} ${e2e.model.elementAt('n').value()}`);
      e2e.third.elementAt('list').push(e2e.text.value());
      e2e.opened ??= e2e.domain.models().openAutoCreate({ collection: 'e2e', data: { from: e2e.text.value() } }).then((other) => {
        other.root().set('now', e2e.text.value());
        return other.root().value();
      });
    });
  });
  await y.evaluate(() => { for (let i = 0; i < 4; i++) { e2e.text.insert(i, `${i}`); e2e.model.elementAt('n').add(1); } });
  assert.deepEqual(JSON.parse(await converge([x, y])), { ...DATA, text: '0123abc', n: 4 });
  const [seen, other, third] = await x.evaluate(async () => [e2e.seen, await e2e.opened, e2e.third.root().value()]);
  assert.deepEqual(seen, ['0 0', '1 1', '2 2', '3 3']);
  assert.deepEqual(other, { from: '0abc', now: '0123abc' });
  assert.deepEqual(third, { list: ['0abc', '01abc', '012abc', '0123abc'] });
  assert.deepEqual([...x.problems, ...y.problems], []);
});
