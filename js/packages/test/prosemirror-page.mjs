// How a page of the tests has ProseMirror.
export const script = `
  import { convergence, redo, schema, undo } from '@convergence-wasm/prosemirror';
  import { baseKeymap } from 'prosemirror-commands';
  import { keymap } from 'prosemirror-keymap';
  import * as model from 'prosemirror-model';
  import { EditorState, Plugin, TextSelection } from 'prosemirror-state';
  import { EditorView } from 'prosemirror-view';
  import 'prosemirror-view/style/prosemirror.css';
  globalThis.Editor = { bind: convergence, convergence, schema, baseKeymap, redo, undo, keymap, model, EditorState, Plugin, TextSelection, EditorView };
`;

export const mount = ({ doc: begins = '', looks, plugins = [], ...options } = {}) => {
  const { convergence, schema, baseKeymap, redo, undo, keymap, EditorState, TextSelection, EditorView } = Editor;
  document.body.innerHTML = '<input id="other"><div id="editor"></div>';
  if (looks) Object.assign(options, { colour: () => 'rgb(1, 2, 3)', name: ({ user }) => user.displayName.toUpperCase() });
  const paragraph = (text) => schema.node('paragraph', null, text === '' ? [] : [schema.text(text)]);
  const state = EditorState.create({
    doc: schema.node('doc', null, begins.split('\n').map(paragraph)),
    plugins: [keymap(baseKeymap), convergence(e2e.text, options)],
  });
  const view = e2e.view = new EditorView(document.querySelector('#editor'), { state });
  e2e.end = () => view.isDestroyed || view.destroy();
  const lines = () => view.state.doc.content.content.map((block) => block.textContent);
  // Where places in the text are in a document, by counting.
  const inDocument = (doc, at) => {
    let position = 1;
    for (const block of doc.content.content) {
      if (at <= block.content.size) return position + at;
      at -= block.content.size + 1;
      position += block.nodeSize;
    }
    throw new Error('beyond the text');
  };
  const inText = (position) => {
    const { doc } = view.state;
    const $at = doc.resolve(position);
    return lines().slice(0, $at.index(0)).reduce((sum, line) => sum + line.length + 1, 0) + $at.parentOffset;
  };
  e2e.editor = {
    text: () => lines().join('\n'),
    edit(...changes) {
      const transaction = view.state.tr;
      for (const { from, to, insert } of changes.toReversed()) {
        const [start, end] = [inDocument(transaction.doc, from), inDocument(transaction.doc, to)];
        const blocks = insert.split('\n').map(paragraph);
        transaction.replace(start, end, new Editor.model.Slice(Editor.model.Fragment.from(blocks), 1, 1));
      }
      view.dispatch(transaction);
    },
    select({ anchor, head }) {
      view.focus();
      view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, inDocument(view.state.doc, anchor), inDocument(view.state.doc, head))));
    },
    selection: () => ({ anchor: inText(view.state.selection.anchor), head: inText(view.state.selection.head) }),
    undo: () => undo(view.state, view.dispatch, view),
    redo: () => redo(view.state, view.dispatch, view),
    isReadOnly: () => !view.editable,
    cursors: () => [...view.dom.querySelectorAll('.convergence-cursor')].map((caret) => [caret.textContent, inText(view.posAtDOM(caret, 0)), getComputedStyle(caret).borderLeftColor]),
    selected: () => [...view.dom.querySelectorAll('.convergence-selection')].map((one) => one.textContent),
    onComposed: (f) => view.dom.addEventListener('compositionend', f),
  };
};
