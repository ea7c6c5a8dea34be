import assert from 'node:assert/strict';
import test from 'node:test';
import { ChangeSet, EditorState, Text } from '@codemirror/state';
import { changeOf, splicesOf, type Splice } from '../src/editor/changes';

const state = (doc: string) => EditorState.create({ doc, extensions: [EditorState.lineSeparator.of('\n')] });

function applySplices(text: string, splices: Splice[]): string {
  for (const { index, deleteCount, text: inserted } of splices) {
    text = text.slice(0, index) + inserted + text.slice(index + deleteCount);
  }
  return text;
}

test('several changes of one transaction, applied in order, give the new text', () => {
  const before = state('one two three two');
  const change = before.update({ changes: [
    { from: 14, to: 17, insert: 'zwei' },
    { from: 0, insert: '>> ' },
    { from: 4, to: 7 },
  ] });
  const splices = splicesOf(change.changes);
  assert.equal(splices.length, 3);
  assert.equal(applySplices('one two three two', splices), change.newDoc.toString());
});

test('adjacent changes stay in order', () => {
  const change = state('abcdef').update({ changes: [{ from: 1, to: 3, insert: 'X' }, { from: 3, insert: 'Y' }, { from: 3, to: 4 }] });
  assert.equal(applySplices('abcdef', splicesOf(change.changes)), change.newDoc.toString());
});

test('line breaks and surrogate pairs count as UTF-16 units', () => {
  const before = 'a\n😀b\r\nc';
  const change = state(before).update({ changes: [{ from: 4, to: 5, insert: 'B\n\nB' }, { from: 7, insert: '!' }] });
  assert.equal(state(before).doc.length, before.length);
  assert.equal(applySplices(before, splicesOf(change.changes)), change.newDoc.toString());
});

test('random transactions of many changes give the new text', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1e9);
  let random = seed >>> 0;
  const below = (n: number) => { random = (Math.imul(random, 1664525) + 1013904223) >>> 0; return Math.floor((random / 2 ** 32) * n); };
  const pieces = ['', 'x', '\n', '😀', 'word ', '\r', 'é'];
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: below(30) }, () => pieces[below(pieces.length)]).join('');
    const doc = state(text);
    const changes = Array.from({ length: 1 + below(4) }, () => {
      const from = below(text.length + 1);
      return { from, to: from + below(text.length - from + 1), insert: pieces[below(pieces.length)] };
    }).sort((a, b) => a.from - b.from).filter((c, i, all) => i === 0 || c.from >= Math.max(...all.slice(0, i).map((o) => o.to)));
    const update = doc.update({ changes });
    assert.equal(applySplices(text, splicesOf(update.changes)), update.newDoc.toString(), `SEED=${seed} round ${round}: ${JSON.stringify({ text, changes })}`);
  }
});

const shown = Text.of(['abc', 'ef']);

test('each event of the shared string becomes the change it describes', () => {
  const run = (event: Parameters<typeof changeOf>[0]) => {
    const change = changeOf(event, shown);
    assert.ok(change);
    return ChangeSet.of(change, 6, '\n').apply(shown).toString();
  };
  assert.equal(run({ name: 'insert', index: 2, value: '😀\n' }), 'ab😀\nc\nef');
  assert.equal(run({ name: 'remove', index: 1, value: 'bc\n' }), 'aef');
  assert.equal(run({ name: 'splice', index: 1, deleteCount: 3, insertValue: '-' }), 'a-ef');
  for (const value of ['new\ntext', '', 'abc\nef', 'abc\n\nef', 'abef', 'abcabc\nef', 'abc\nefef', 'f']) {
    assert.equal(run({ name: 'value', element: { value: () => value } }), value);
  }
  assert.equal(changeOf({ name: 'model_changed' }, shown), null);
});

test('a whole-value set leaves a caret where it is in what is the same before and after', () => {
  const caretAfter = (caret: number, value: string) => {
    const change = changeOf({ name: 'value', element: { value: () => value } }, shown);
    assert.ok(change);
    return ChangeSet.of(change, 6, '\n').mapPos(caret);
  };
  assert.equal(caretAfter(1, 'abc and\nef'), 1, 'before the change');
  assert.equal(caretAfter(5, 'abc and\nef'), 9, 'behind it');
  assert.equal(caretAfter(2, 'ac\nef'), 1, 'in what is gone');
});
