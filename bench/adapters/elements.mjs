// The edits of the cases by the API that the older client and ours share.
export class Elements {
  constructor(model) {
    this.model = model;
    this.string = model.elementAt(['text']);
    this.map = model.elementAt(['map']);
    this.list = model.elementAt(['list']);
  }
  splice(at, count, text) {
    if (count && text) this.string.splice(at, count, text);
    else if (count) this.string.remove(at, count);
    else this.string.insert(at, text);
  }
  text() { return this.string.value(); }
  set(key, value) { this.map.set(key, value); }
  insert(at, value) { this.list.insert(at, value); }
  move(from, to) { this.list.reorder(from, to); }
  insertRecord(at, record) { this.list.insert(at, record); }
  setIn(at, key, value) { this.list.get(at).set(key, value); }
  json() { return { map: this.map.value(), list: this.list.value() }; }
}
