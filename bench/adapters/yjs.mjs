import * as Y from 'yjs';

class Document {
  constructor(doc, onUpdate) {
    this.doc = doc;
    this.string = doc.getText('text');
    this.map = doc.getMap('map');
    this.list = doc.getArray('list');
    if (onUpdate) doc.on('update', onUpdate);
  }
  splice(at, count, text) {
    if (count && text) this.doc.transact(() => { this.string.delete(at, count); this.string.insert(at, text); });
    else if (count) this.string.delete(at, count);
    else this.string.insert(at, text);
  }
  text() { return this.string.toString(); }
  set(key, value) { this.map.set(key, value); }
  insert(at, value) { this.list.insert(at, [value]); }
  insertRecord(at, record) {
    this.doc.transact(() => {
      const map = new Y.Map();
      for (const key of Object.keys(record)) map.set(key, Array.isArray(record[key]) ? Y.Array.from(record[key]) : record[key]);
      this.list.insert(at, [map]);
    });
  }
  setIn(at, key, value) { this.list.get(at).set(key, value); }
  json() { return { map: this.map.toJSON(), list: this.list.toJSON() }; }
  apply(update) { Y.applyUpdate(this.doc, update); }
  applyBatch(updates) { this.doc.transact(() => { for (const update of updates) Y.applyUpdate(this.doc, update); }); }
  save() { return Y.encodeStateAsUpdateV2(this.doc); }
  listen(heard) {
    this.string.observe((event) => {
      let at = 0;
      for (const part of event.delta) {
        if (part.retain) at += part.retain;
        else if (part.delete) heard(at, '', part.delete);
        else { heard(at, part.insert, 0); at += part.insert.length; }
      }
    });
  }
}

export default {
  name: 'yjs', supports: { json: true },
  async init() {},
  create({ onUpdate, replica = 1 } = {}) {
    const doc = new Y.Doc();
    doc.clientID = 0x5eed0000 + replica; // as long as a random one
    return new Document(doc, onUpdate);
  },
  load(bytes) { const doc = new Y.Doc(); Y.applyUpdateV2(doc, bytes); return new Document(doc); },
};
