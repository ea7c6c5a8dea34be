// ProseMirror's collab: text only, in one text block. What a client sends is one
// message of JSON for each edit, and what stands for the server acknowledges it
// at once.
import { collab, receiveTransaction, sendableSteps } from 'prosemirror-collab';
import { Schema, Slice, Fragment } from 'prosemirror-model';
import { EditorState } from 'prosemirror-state';
import { ReplaceStep, Step } from 'prosemirror-transform';
import { TextOfOrder } from './text-of-order.mjs';

const schema = new Schema({ nodes: { doc: { content: 'block' }, block: { content: 'text*', code: true }, text: {} } });
const slice = (text) => (text ? new Slice(Fragment.from(schema.text(text)), 0, 0) : Slice.empty);

class Document extends TextOfOrder {
  constructor({ text = '', version = 0, ...options }) {
    super({ version, ...options });
    const doc = schema.node('doc', null, [schema.node('block', null, text ? [schema.text(text)] : [])]);
    this.state = EditorState.create({ doc, plugins: [collab({ version, clientID: this.id })] });
  }
  // A position before the text is 1: the block begins at 0.
  splice(at, count, text) {
    this.state = this.state.apply(this.state.tr.step(new ReplaceStep(at + 1, at + 1 + count, slice(text))));
    this.sent();
  }
  text() { return this.state.doc.textContent; }
  pending() { return sendableSteps(this.state)?.steps.map((step) => ({ clientID: this.id, step })) ?? []; }
  encode({ step }) { return step.toJSON(); }
  receive(updates) {
    const transaction = receiveTransaction(this.state, updates.map(({ step }) => step), updates.map(({ clientID }) => clientID));
    if (this.heard) for (const { from, to, slice } of transaction.steps) this.heard(from - 1, slice.content.textBetween(0, slice.content.size), to - from);
    this.state = this.state.apply(transaction);
  }
  decode({ id, changes }) { return changes.map((change) => ({ clientID: id, step: Step.fromJSON(schema, change) })); }
  static changes([at, count, text]) { return new ReplaceStep(at + 1, at + 1 + count, slice(text)).toJSON(); }
}

export default {
  name: 'prosemirror', supports: {}, ordered: true,
  async init() {},
  create: (options = {}) => new Document(options),
  load: (saved) => new Document(JSON.parse(saved)),
  ...TextOfOrder.server(Document),
};
