// What an application keeps of an element by listening to it: a plain value that
// each event changes. An event is one of the client's, or what an own call did,
// in the same form.

export const plain = (value) => (typeof value?.value === 'function' ? value.value() : value);

// By the type of the element: changes a plain value by an event and returns the
// new one.
export const applyEvent = {
  string(text, e) {
    switch (e.name) {
      case 'insert': return text.slice(0, e.index) + e.value + text.slice(e.index);
      case 'remove': return text.slice(0, e.index) + text.slice(e.index + e.value.length);
      case 'splice': return text.slice(0, e.index) + e.insertValue + text.slice(e.index + e.deleteCount);
      default: return e.element.value();
    }
  },
  array(list, e) {
    switch (e.name) {
      case 'insert': list.splice(e.index, 0, plain(e.value)); return list;
      case 'remove': list.splice(e.index, 1); return list;
      case 'set': list[e.index] = plain(e.value); return list;
      case 'reorder': list.splice(e.toIndex, 0, ...list.splice(e.fromIndex, 1)); return list;
      default: return e.element.value();
    }
  },
  object(fields, e) {
    switch (e.name) {
      case 'set': fields[e.key] = plain(e.value); return fields;
      case 'remove': delete fields[e.key]; return fields;
      default: return e.element.value();
    }
  },
  number: (n, e) => (e.name === 'delta' ? n + e.value : e.element.value()),
  boolean: (b, e) => e.element.value(),
  date: (d, e) => e.element.value(),
};

// The events that change an element of each type.
export const EVENTS = {
  string: ['insert', 'remove', 'splice', 'value'],
  array: ['insert', 'remove', 'set', 'reorder', 'value'],
  object: ['set', 'remove', 'value'],
  number: ['delta', 'value'],
  boolean: ['value'],
  date: ['value'],
  null: [],
};

// A mirror of one element: `heard` is called after each event was applied.
export class ElementMirror {
  constructor(element, heard) {
    this.element = element;
    this.value = element.value();
    for (const name of EVENTS[element.type()]) {
      element.on(name, (e) => {
        this.apply(e);
        heard(e, this);
      });
    }
  }

  apply(e) {
    this.value = applyEvent[this.element.type()](this.value, e);
  }

  expected() {
    return this.element.value();
  }
}

// A plain copy of a whole model, kept by what the root tells of all below it.
export class ModelCopy {
  constructor(root, heard) {
    this.element = root;
    this.value = root.value();
    root.on('model_changed', (e) => {
      this.apply(e.relativePath, e.childEvent);
      heard(e.childEvent, this, e.relativePath);
    });
  }

  apply(path, e) {
    const holder = { top: this.value };
    let at = holder;
    let key = 'top';
    for (const step of path) {
      at = at[key];
      key = step;
    }
    at[key] = applyEvent[e.element.type()](at[key], e);
    this.value = holder.top;
  }

  expected() {
    return this.element.value();
  }
}
