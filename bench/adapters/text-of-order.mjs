// What the adapters of CodeMirror's and ProseMirror's collab have in common: a
// text whose changes a server puts in order. A message is JSON of the version,
// who sends it, and the changes.
const PEER = 'peer';

export class TextOfOrder {
  constructor({ onUpdate, replica = 1, version = 0 }) {
    this.id = `client${replica}`;
    this.onUpdate = onUpdate;
    this.version = version;
    this.held = false;
  }
  // An edit was made: it is sent and, unless the case says when, acknowledged.
  sent() {
    const update = this.pending().at(-1);
    if (this.onUpdate) this.onUpdate(JSON.stringify({ version: this.version, id: this.id, changes: [this.encode(update)] }));
    if (!this.held) this.acknowledge(update);
  }
  acknowledge(update = this.pending()[0]) {
    this.version++;
    this.receive([update]);
  }
  apply(message) { this.receive(this.decode(JSON.parse(message))); }
  // A hundred at a time: composing all at once is quadratic in CodeMirror.
  applyBatch(messages) {
    const updates = messages.flatMap((message) => this.decode(JSON.parse(message)));
    for (let i = 0; i < updates.length; i += 100) this.receive(updates.slice(i, i + 100));
  }
  listen(heard) { this.heard = heard; }
  // What a client downloads to open the document: its state, not its history.
  save() { return JSON.stringify({ text: this.text(), version: this.version }); }

  // The part of an adapter that stands for a server.
  static server(Document) {
    return {
      relay: (messages) => messages.map((message) => JSON.stringify({ ...JSON.parse(message), id: PEER })),
      // Messages for a log of edits, in its order: nothing for one's own.
      logMessages(doc, log) {
        return log.map(({ own, patch, length }, version) => (own ? null
          : JSON.stringify({ version, id: PEER, changes: [Document.changes(patch, length)] })));
      },
      hold(doc) { doc.held = true; },
      deliver(doc, message, own) {
        if (own) doc.acknowledge();
        else doc.apply(message);
      },
    };
  }
}
