// The laws of changes of a text, and of the difference of two texts, on random ones.
import assert from 'node:assert/strict';
import test from 'node:test';
import { importCommon } from './common.mjs';
import { seed } from './pages.mjs';
import { random } from './random.mjs';

const { Changes, colourOf, difference, nameOf } = await importCommon('changes', 'difference', 'people');

const pick = random(seed);
const word = () => ['', 'a', 'bc', '😀', 'aaa'][pick(5)];
function changesOf(text) {
  const list = [];
  for (let at = 0; pick(3) > 0 && at <= text.length;) {
    const from = at + pick(text.length - at + 1);
    const to = Math.min(text.length, from + pick(4));
    list.push({ from, to, insert: word() });
    at = to + 1;
  }
  return Changes.of(text.length, ...list);
}

test(`changes compose, map across each other and invert, seed ${seed}`, () => {
  for (let i = 0; i < 20000; i++) {
    const text = 'abcdefghij'.slice(0, pick(11));
    const [a, b] = [changesOf(text), changesOf(text)];
    const [afterA, afterB] = [a.apply(text), b.apply(text)];
    const what = JSON.stringify([text, a.replacements(), b.replacements()]);
    assert.equal(afterA.length, a.newLength, what);
    assert.equal(Changes.of(text.length, ...a.replacements()).apply(text), afterA, what);
    const first = a.map(b, true).apply(afterB);
    assert.equal(b.map(a).apply(afterA), first, what);
    assert.equal(a.compose(b.map(a)).apply(text), first, what);
    assert.equal(a.invert(text).apply(afterA), text, what);
    assert.equal(a.compose(a.invert(text)).apply(text), text, what);
    const next = changesOf(afterA);
    assert.equal(a.compose(next).apply(text), next.apply(afterA), what);
    for (let at = 0; at <= text.length; at++) {
      const [before, behind] = [a.position(at), a.position(at, true)];
      // What is before a position stays before it.
      assert.ok(before <= behind && behind <= a.newLength, what);
      if (at > 0) assert.ok(a.position(at - 1, true) <= behind && a.position(at - 1) <= before, what);
      if (!a.replacements().some(({ from, to }) => from <= at && at <= to)) assert.equal(a.formerPosition(before), at, what);
    }
  }
  assert.throws(() => Changes.of(3, { from: 2, to: 4, insert: '' }), RangeError);
  assert.throws(() => Changes.of(3, { from: 2, to: 3, insert: '' }, { from: 1, to: 1, insert: 'x' }), RangeError);
});

test('the difference of two texts is one range that the caret places, and splits no character', () => {
  for (let i = 0; i < 5000; i++) {
    const text = Array.from({ length: pick(6) }, word).join('');
    const from = pick(text.length + 1);
    const to = from + pick(text.length - from + 1);
    const insert = word();
    const after = text.slice(0, from) + insert + text.slice(to);
    for (const caret of [undefined, from + insert.length]) {
      const found = difference(text, after, caret);
      if (found === null) assert.equal(text, after);
      else assert.equal(text.slice(0, found.from) + found.insert + text.slice(found.to), after);
    }
  }
  assert.deepEqual(difference('aaa', 'aaaa', 2), { from: 1, to: 1, insert: 'a' });
  assert.deepEqual(difference('aaa', 'aa', 1), { from: 1, to: 2, insert: '' });
  assert.deepEqual(difference('x😀y', 'x😁y'), { from: 1, to: 3, insert: '😁' });
});

test('a colour is a user\'s, a name what the user is called', () => {
  const person = (username, displayName) => ({ user: { username, displayName }, sessionId: 's' });
  assert.equal(colourOf(person('ada', 'Ada')), colourOf({ ...person('ada'), sessionId: 't' }));
  assert.notEqual(colourOf(person('ada')), colourOf(person('adb')));
  assert.deepEqual([nameOf(person('ada', ' Ada ')), nameOf(person('ada', ' ')), nameOf(person('ada'))], ['Ada', 'ada', 'ada']);
});
