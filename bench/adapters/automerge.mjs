import * as A from '@automerge/automerge/slim';

class Document {
  constructor(doc, onUpdate) { this.doc = doc; this.onUpdate = onUpdate; }
  change(edit) {
    this.doc = A.change(this.doc, { time: 0 }, edit); // the same hashes in every run
    if (this.onUpdate) this.onUpdate(A.getLastLocalChange(this.doc));
  }
  splice(at, count, text) { this.change((doc) => { A.splice(doc, ['text'], at, count, text); }); }
  text() { return this.doc.text; }
  set(key, value) { this.change((doc) => { doc.map[key] = value; }); }
  insert(at, value) { this.change((doc) => { doc.list.insertAt(at, value); }); }
  insertRecord(at, record) { this.change((doc) => { doc.list.insertAt(at, record); }); }
  setIn(at, key, value) { this.change((doc) => { doc.list[at][key] = value; }); }
  json() { return { map: this.doc.map, list: this.doc.list }; }
  apply(update) { [this.doc] = A.applyChanges(this.doc, [update], this.options); }
  applyBatch(updates) { [this.doc] = A.applyChanges(this.doc, updates, this.options); }
  save() { return A.save(this.doc); }
  listen(heard) {
    this.options = {
      patchCallback: (patches) => {
        for (const { action, path, value, length } of patches) {
          if (action === 'splice') heard(path.at(-1), value, 0);
          else if (action === 'del') heard(path.at(-1), '', length ?? 1);
        }
      },
    };
  }
}

export default {
  name: 'automerge', supports: { json: true },
  // Every replica starts from the same first change, as in an application that
  // ships its schema as a document.
  async init(host) {
    await A.initializeWasm(await host.wasm('automerge'));
    this.start = A.save(A.from({ text: '', map: {}, list: [] }, { actor: '00'.repeat(16) }));
  },
  create({ onUpdate, replica = 1 } = {}) {
    return new Document(A.load(this.start, { actor: replica.toString(16).padStart(32, '5') }), onUpdate);
  },
  load(bytes) { return new Document(A.load(bytes)); },
};
