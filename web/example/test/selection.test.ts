import assert from 'node:assert/strict';
import test from 'node:test';
import type { IndexRange, RealTimeString } from '@convergence-wasm/client';
import { SharedSelection } from '../src/editor/selection';

// A text with the one reference that a page shares, which logs what is told to
// the others. `move` and `end` are what edits of others do to it.
class StandIn {
  log: string[] = [];
  attached = true;
  private value: IndexRange | null = null;
  private shared = false;
  private listeners: Record<string, () => void> = {};
  private reference: object | null = null;

  size = 100;

  isAttached() { return this.attached; }
  length() { return this.size; }

  rangeReference(key: string) {
    let disposed = false;
    this.reference ??= {
      isDisposed: () => disposed,
      value: () => this.value,
      set: (value: IndexRange) => {
        this.value = value;
        this.log.push(`set ${value.start}-${value.end}`);
        this.listeners.set();
      },
      share: () => {
        if (!this.shared) this.log.push(`share ${key}`);
        this.shared = true;
      },
      on: (name: string, listener: () => void) => {
        this.listeners[name] = listener;
        return this.reference;
      },
      end: () => { disposed = true; },
    };
    return this.reference;
  }

  move(value: IndexRange) {
    this.value = value;
    this.listeners.set();
  }

  end() {
    (this.reference as { end(): void }).end();
    this.reference = null;
    this.value = null;
    this.shared = false;
    this.listeners.disposed();
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

async function shared() {
  const text = new StandIn();
  const selection = { start: 5, end: 5 };
  const own = new SharedSelection(text as unknown as RealTimeString, () => ({ ...selection }));
  await turn();
  assert.deepEqual(text.log.splice(0), ['set 5-5', 'share selection']);
  return { text, selection, own };
}

test('the selection is shared, and told again only when it is elsewhere at the end of a turn', async () => {
  const { text, selection, own } = await shared();
  selection.start = 2;
  own.agree();
  selection.end = 7;
  own.agree();
  assert.deepEqual(text.log, [], 'not before the end of the turn');
  await turn();
  assert.deepEqual(text.log.splice(0), ['set 2-7']);
  // A key: the edit has moved both.
  selection.start = selection.end = 8;
  own.agree();
  text.move({ start: 8, end: 8 });
  await turn();
  assert.deepEqual(text.log, []);
});

test('a reference that an edit of another moved and the editor did not goes back', async () => {
  const { text } = await shared();
  text.move({ start: 13, end: 13 });
  await turn();
  assert.deepEqual(text.log, ['set 5-5']);
});

test('a reference that ended with the text set as a whole is shared again, and not when the text is gone', async () => {
  const { text } = await shared();
  text.end();
  await turn();
  assert.deepEqual(text.log.splice(0), ['set 5-5', 'share selection']);
  text.attached = false;
  text.end();
  await turn();
  assert.deepEqual(text.log, []);
});

test('a selection beyond the text is shared as its end, once', async () => {
  const { text, selection, own } = await shared();
  text.size = 3;
  selection.start = selection.end = 9;
  own.agree();
  await turn();
  await turn();
  assert.deepEqual(text.log, ['set 3-3']);
});
