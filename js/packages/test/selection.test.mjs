// What is told to others of a selection, and when.
import assert from 'node:assert/strict';
import test from 'node:test';
import { importCommon } from './common.mjs';

const { SharedSelection } = await importCommon('selection');

// A text with the one reference that a page shares, which logs what is told to
// the others. `move` and `end` are what edits of others do to it.
class StandIn {
  log = [];
  attached = true;
  #values = [];
  #shared = false;
  #listeners = {};
  #reference = null;

  isAttached() { return this.attached; }

  rangeReference(key) {
    let disposed = false;
    this.#reference ??= {
      isDisposed: () => disposed,
      values: () => this.#values,
      set: (values) => {
        this.#values = values;
        this.log.push(`set ${values.map(({ start, end }) => `${start}-${end}`)}`);
        this.#listeners.set();
      },
      clear: () => {
        this.#values = [];
        this.log.push('clear');
      },
      share: () => {
        if (!this.#shared) this.log.push(`share ${key}`);
        this.#shared = true;
      },
      on: (name, listener) => {
        this.#listeners[name] = listener;
        return this.#reference;
      },
      off: () => this.#reference,
      dispose: () => this.log.push('dispose'),
      end: () => { disposed = true; },
    };
    return this.#reference;
  }

  move(...values) {
    this.#values = values;
    this.#listeners.set();
  }

  end() {
    this.#reference.end();
    this.#reference = null;
    this.#values = [];
    this.#shared = false;
    this.#listeners.disposed();
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve));
const range = (start, end = start) => ({ start, end });

async function shared() {
  const text = new StandIn();
  const is = { selection: [range(5)] };
  const own = new SharedSelection(text, 'selection', () => is.selection);
  own.agree();
  await turn();
  assert.deepEqual(text.log.splice(0), ['set 5-5', 'share selection']);
  return { text, is, own };
}

test('the selection is shared, and told again only when it is elsewhere at the end of a turn', async () => {
  const { text, is, own } = await shared();
  is.selection = [range(2, 5)];
  own.agree();
  is.selection = [range(2, 7), range(9)];
  own.agree();
  assert.deepEqual(text.log, [], 'not before the end of the turn');
  await turn();
  assert.deepEqual(text.log.splice(0), ['set 2-7,9-9']);
  // A key: the edit has moved both.
  is.selection = [range(8)];
  own.agree();
  text.move(range(8));
  await turn();
  assert.deepEqual(text.log, []);
  // Not known yet: what was told stays.
  is.selection = null;
  own.agree();
  await turn();
  assert.deepEqual(text.log, []);
  is.selection = [];
  own.agree();
  await turn();
  assert.deepEqual(text.log.splice(0), ['clear']);
  own.end();
  own.agree();
  await turn();
  assert.deepEqual(text.log, ['dispose']);
});

test('a reference that an edit of another moved and the editor did not goes back', async () => {
  const { text } = await shared();
  text.move(range(13));
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
