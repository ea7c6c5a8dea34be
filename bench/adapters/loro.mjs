import start, { LoroDoc, LoroList, LoroMap } from 'loro-crdt/web';

class Document {
  constructor(doc, onUpdate) {
    this.doc = doc;
    this.string = doc.getText('text');
    this.map = doc.getMap('map');
    this.list = doc.getMovableList('list');
    if (onUpdate) doc.subscribeLocalUpdates(onUpdate);
  }
  splice(at, count, text) {
    if (count) this.string.delete(at, count);
    if (text) this.string.insert(at, text);
    this.doc.commit();
  }
  text() { return this.string.toString(); }
  set(key, value) { this.map.set(key, value); this.doc.commit(); }
  insert(at, value) { this.list.insert(at, value); this.doc.commit(); }
  move(from, to) { this.list.move(from, to); this.doc.commit(); }
  insertRecord(at, record) {
    const map = this.list.insertContainer(at, new LoroMap());
    for (const key of Object.keys(record)) {
      if (!Array.isArray(record[key])) { map.set(key, record[key]); continue; }
      const list = map.setContainer(key, new LoroList());
      record[key].forEach((value, i) => list.insert(i, value));
    }
    this.doc.commit();
  }
  setIn(at, key, value) { this.list.get(at).set(key, value); this.doc.commit(); }
  json() { return { map: this.map.toJSON(), list: this.list.toJSON() }; }
  apply(update) { this.doc.import(update); }
  applyBatch(updates) { this.doc.importBatch(updates); }
  save() { return this.doc.export({ mode: 'snapshot' }); }
  listen(heard) {
    this.string.subscribe(({ events }) => {
      for (const { diff } of events) {
        let at = 0;
        for (const part of diff.diff) {
          if (part.retain) at += part.retain;
          else if (part.delete) heard(at, '', part.delete);
          else { heard(at, part.insert, 0); at += part.insert.length; }
        }
      }
    });
  }
}

export default {
  name: 'loro', supports: { json: true, move: true },
  async init(host) { await start({ module_or_path: await host.wasm('loro') }); },
  create({ onUpdate, replica = 1 } = {}) {
    const doc = new LoroDoc();
    doc.setPeerId(0x5eed000000000000n + BigInt(replica)); // as long as a random one
    return new Document(doc, onUpdate);
  },
  load(bytes) { const doc = new LoroDoc(); doc.import(bytes); return new Document(doc); },
  hearsLater: true, // its subscribers hear of an edit in a microtask
};
