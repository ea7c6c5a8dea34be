// How a page of the tests has CodeMirror.
export const script = `
  import { convergence, redo, undo } from '@convergence-wasm/codemirror';
  import { defaultKeymap } from '@codemirror/commands';
  import { EditorSelection, EditorState } from '@codemirror/state';
  import { EditorView, keymap } from '@codemirror/view';
  globalThis.Editor = { bind: convergence, convergence, defaultKeymap, redo, undo, EditorSelection, EditorState, EditorView, keymap };
`;

export const mount = ({ doc = e2e.text.value(), looks, ...options } = {}) => {
  const { convergence, defaultKeymap, redo, undo, EditorSelection, EditorState, EditorView, keymap } = Editor;
  document.body.innerHTML = '<input id="other"><div id="editor"></div>';
  if (looks) Object.assign(options, { colour: () => 'rgb(1, 2, 3)', name: ({ user }) => user.displayName.toUpperCase() });
  const view = e2e.view = new EditorView({
    doc,
    extensions: [keymap.of(defaultKeymap), EditorState.allowMultipleSelections.of(true), convergence(e2e.text, options)],
    parent: document.querySelector('#editor'),
  });
  e2e.end = () => view.destroy();
  const people = () => [...view.dom.querySelectorAll('.cm-person')];
  e2e.editor = {
    text: () => view.state.sliceDoc(),
    edit: (...changes) => view.dispatch({ changes }),
    select(...ranges) {
      view.focus();
      view.dispatch({ selection: EditorSelection.create(ranges.map(({ anchor, head }) => EditorSelection.range(anchor, head)), ranges.length - 1) });
    },
    selection: () => view.state.selection.main,
    undo: () => undo(view),
    redo: () => redo(view),
    isReadOnly: () => view.state.readOnly,
    cursors: () => people().map((caret) => [caret.dataset.name, view.posAtDOM(caret), getComputedStyle(caret).borderLeftColor]),
    selected: () => [...view.dom.querySelectorAll('.cm-person-selection')].map((one) => one.textContent),
    onComposed: (f) => view.contentDOM.addEventListener('compositionend', f),
  };
};
