import { Model } from 'json-joy/lib/json-crdt/index.js';
import { Patch } from 'json-joy/lib/json-crdt-patch/index.js';

const SESSION = 0x5eed00000000; // as long as a random one

class Document {
  constructor(model, onUpdate) {
    this.model = model;
    this.onUpdate = onUpdate;
    this.string = model.api.str(['text']);
    this.map = model.api.obj(['map']);
    this.list = model.api.arr(['list']);
  }
  flush() { const patch = this.model.api.flush(); if (this.onUpdate) this.onUpdate(patch.toBinary()); }
  splice(at, count, text) { if (count) this.string.del(at, count); if (text) this.string.ins(at, text); this.flush(); }
  text() { return this.string.view(); }
  set(key, value) { this.map.set({ [key]: value }); this.flush(); }
  insert(at, value) { this.list.ins(at, [value]); this.flush(); }
  insertRecord(at, record) { this.list.ins(at, [record]); this.flush(); }
  setIn(at, key, value) { this.model.api.obj(['list', at]).set({ [key]: value }); this.flush(); }
  json() { const { map, list } = this.model.view(); return { map, list }; }
  apply(update) { this.model.applyPatch(Patch.fromBinary(update)); }
  applyBatch(updates) { this.model.applyBatch(updates.map((update) => Patch.fromBinary(update))); }
  save() { return this.model.toBinary(); }
  // Its event says that the text has changed, not where nor how.
  listen(heard) { this.string.onSelfChange(() => heard(0, '', 0)); }
}

export default {
  name: 'json-joy', supports: { json: true }, hearsNoPlace: true,
  async init() {
    const model = Model.create(undefined, SESSION);
    model.api.set({ text: '', map: {}, list: [] });
    model.api.flush();
    this.start = model.toBinary();
  },
  create({ onUpdate, replica = 1 } = {}) { return new Document(Model.load(this.start, SESSION + replica), onUpdate); },
  load(bytes) { return new Document(Model.fromBinary(bytes)); },
};
