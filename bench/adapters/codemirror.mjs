// CodeMirror's collab: text only. What a client sends is one message of JSON for
// each edit, and what stands for the server acknowledges it at once.
import { collab, receiveUpdates, sendableUpdates } from '@codemirror/collab';
import { ChangeSet, EditorState } from '@codemirror/state';
import { TextOfOrder } from './text-of-order.mjs';

class Document extends TextOfOrder {
  constructor({ text = '', version = 0, ...options }) {
    super({ version, ...options });
    this.state = EditorState.create({ doc: text, extensions: [collab({ startVersion: version, clientID: this.id })] });
  }
  splice(at, count, text) {
    this.state = this.state.update({ changes: { from: at, to: at + count, insert: text } }).state;
    this.sent();
  }
  text() { return this.state.doc.toString(); }
  pending() { return sendableUpdates(this.state); }
  encode(update) { return update.changes.toJSON(); }
  receive(updates) {
    const transaction = receiveUpdates(this.state, updates);
    if (this.heard) transaction.changes.iterChanges((from, to, at, end, inserted) => this.heard(at, inserted.toString(), to - from));
    this.state = transaction.state;
  }
  decode({ id, changes }) { return changes.map((change) => ({ clientID: id, changes: ChangeSet.fromJSON(change) })); }
  // Of a patch in a text of a length, as it is on the wire.
  static changes([at, count, text], length) {
    return ChangeSet.of({ from: at, to: at + count, insert: text }, length).toJSON();
  }
}

export default {
  name: 'codemirror', supports: {}, ordered: true,
  async init() {},
  create: (options = {}) => new Document(options),
  load: (saved) => new Document(JSON.parse(saved)),
  ...TextOfOrder.server(Document),
};
