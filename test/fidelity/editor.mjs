// CodeMirror as a mirror of a text, by the binding of the example page.
import { receiveEdits, sendEdits } from '../../web/example/src/editor/binding.ts';
import { createEditor } from '../../web/example/src/editor/editor.ts';
import { EVENTS } from './mirrors.mjs';

export class Editor {
  // `own` performs an edit that the user of the editor makes: name and arguments
  // of the call.
  constructor(element, own, heard) {
    this.element = element;
    const calls = Object.fromEntries(['insert', 'remove', 'splice'].map((name) => [name, (...args) => own(element, name, args)]));
    this.view = createEditor(document.body, element.value(), sendEdits({ model: () => element.model(), ...calls }));
    receiveEdits(element, this.view);
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
