// CodeMirror as a mirror of a text, by its binding.
import { EditorView } from '@codemirror/view';
import { convergence } from '@convergence-wasm/codemirror';
import { EVENTS } from './mirrors.mjs';

export class Editor {
  // `own` performs an edit that the user of the editor makes: name and arguments
  // of the call.
  constructor(element, own, heard) {
    this.element = element;
    const edits = Object.fromEntries(['insert', 'remove', 'splice'].map((name) => [name, (...args) => own(element, name, args)]));
    const text = new Proxy(element, { get: (_, name) => edits[name] ?? (typeof element[name] === 'function' ? element[name].bind(element) : element[name]) });
    this.view = new EditorView({ parent: document.body, doc: element.value(), extensions: convergence(text, { cursors: false }) });
    for (const name of EVENTS.string) element.on(name, (e) => heard(e, this));
  }

  get value() {
    return this.view.state.doc.toString();
  }

  expected() {
    return this.element.value();
  }

  // What the user does: one change, or several at once.
  change(changes) {
    this.view.dispatch({ changes });
  }

  destroy() {
    this.view.destroy();
  }
}
