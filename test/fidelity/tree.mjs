// A tree of nodes as a user interface keeps it: one node for each element, made
// when the element comes and listening to it from then on.
import { EVENTS, applyEvent } from './mirrors.mjs';

class Node {
  constructor(element, tree) {
    this.element = element;
    this.tree = tree;
    this.type = element.type();
    tree.nodes.set(element, this);
    this.build();
    for (const name of EVENTS[this.type]) {
      element.on(name, (e) => {
        this.apply(e);
        tree.heard(e, this);
      });
    }
  }

  build() {
    if (this.type === 'array') {
      this.list = [];
      this.element.forEach((child) => this.list.push(new Node(child, this.tree)));
    } else if (this.type === 'object') {
      this.fields = new Map();
      this.element.forEach((child, key) => this.fields.set(key, new Node(child, this.tree)));
    } else {
      this.scalar = this.element.value();
    }
  }

  // What the node shows, as a plain value.
  get value() {
    if (this.list) return this.list.map((child) => child.value);
    if (this.fields) return Object.fromEntries([...this.fields].map(([key, child]) => [key, child.value]));
    return this.scalar;
  }

  expected() {
    return this.element.value();
  }

  apply(e) {
    if (this.list) this.applyToList(e);
    else if (this.fields) this.applyToFields(e);
    else this.scalar = applyEvent[this.type](this.scalar, e);
  }

  applyToList(e) {
    if (e.name === 'insert') this.list.splice(e.index, 0, new Node(e.value, this.tree));
    else if (e.name === 'remove') this.list.splice(e.index, 1)[0].leave();
    else if (e.name === 'set') this.list.splice(e.index, 1, new Node(e.value, this.tree))[0].leave();
    else if (e.name === 'reorder') this.list.splice(e.toIndex, 0, ...this.list.splice(e.fromIndex, 1));
    else this.rebuild(this.list);
  }

  applyToFields(e) {
    if (e.name === 'value') return this.rebuild(this.fields.values());
    this.fields.get(e.key)?.leave();
    if (e.name === 'set') this.fields.set(e.key, new Node(e.value, this.tree));
    else this.fields.delete(e.key);
  }

  rebuild(children) {
    for (const child of children) child.leave();
    this.build();
  }

  leave() {
    this.tree.nodes.delete(this.element);
    for (const child of this.list ?? this.fields?.values() ?? []) child.leave();
  }
}

export class Tree {
  constructor(element, heard) {
    this.nodes = new Map();
    this.heard = heard;
    this.top = new Node(element, this);
  }
}
