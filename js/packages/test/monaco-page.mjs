// How a page of the tests has Monaco: the editor alone, without languages.
export const script = `
  import { bindEditor } from '@convergence-wasm/monaco';
  import * as monaco from 'monaco-editor/editor/editor.api';
  // Nothing here needs a worker, but it looks for one.
  globalThis.MonacoEnvironment = { getWorker: () => new Worker(URL.createObjectURL(new Blob(['']))) };
  globalThis.Editor = { bind: (text) => bindEditor(e2e.view, text), bindEditor, monaco };
`;

export const mount = ({ doc = e2e.text.value(), looks, native = {}, ...options } = {}) => {
  const { bindEditor, monaco } = Editor;
  document.body.innerHTML = '<input id="other"><div id="editor" style="width: 100%; height: 400px"></div>';
  if (looks) Object.assign(options, { colour: () => 'rgb(1, 2, 3)', name: ({ user }) => user.displayName.toUpperCase() });
  const model = monaco.editor.createModel(doc, 'plaintext');
  const view = e2e.view = monaco.editor.create(document.querySelector('#editor'), {
    model, autoClosingBrackets: 'never', autoIndent: 'none', unusualLineTerminators: 'off', minimap: { enabled: false }, ...native,
  });
  const end = bindEditor(view, e2e.text, options);
  e2e.end = () => {
    end();
    view.dispose();
    model.dispose();
  };
  const LF = monaco.editor.EndOfLinePreference.LF;
  // It edits whole characters only: of what begins within one that was edited before, nothing.
  const range = ({ from, to }) => model.validateRange(monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to)));
  const isFree = (one, i, all) => i === 0 || !monaco.Range.areIntersecting(one.range, all[i - 1].range);
  const drawn = (name) => model.getAllDecorations().filter(({ options }) => `${options.className} ${options.beforeContentClassName}`.includes(name));
  e2e.editor = {
    shown: (text) => text.replace(/\r\n?/g, '\n'),
    text: () => (model.isDisposed() ? null : model.getValue(LF)),
    edit(...changes) {
      view.pushUndoStop();
      view.executeEdits('test', changes.map((one) => ({ range: range(one), text: one.insert })).filter(isFree));
      view.pushUndoStop();
    },
    select(...ranges) {
      view.focus();
      view.setSelections(ranges.toReversed().map(({ anchor, head }) => {
        const [from, to] = [model.getPositionAt(anchor), model.getPositionAt(head)];
        return new monaco.Selection(from.lineNumber, from.column, to.lineNumber, to.column);
      }));
    },
    selection() {
      const { selectionStartLineNumber, selectionStartColumn, positionLineNumber, positionColumn } = view.getSelection();
      return { anchor: model.getOffsetAt(new monaco.Position(selectionStartLineNumber, selectionStartColumn)), head: model.getOffsetAt(new monaco.Position(positionLineNumber, positionColumn)) };
    },
    undo: () => model.canUndo() && (model.undo(), true),
    redo: () => model.canRedo() && (model.redo(), true),
    isReadOnly: () => view.getOption(monaco.editor.EditorOption.readOnly),
    cursors: () => drawn('convergence-cursor').map(({ range, options }) => {
      const [, person] = /(convergence-person-\d+)/.exec(options.beforeContentClassName);
      const element = view.getDomNode().querySelector(`.convergence-cursor.${person}`);
      if (element === null) return [null];
      return [JSON.parse(getComputedStyle(element, '::after').content), model.getOffsetAt(range.getStartPosition()), getComputedStyle(element, '::before').borderLeftColor];
    }).sort((a, b) => a[1] - b[1]),
    selected: () => drawn('convergence-selection').map(({ range }) => model.getValueInRange(range)),
    onComposed: (f) => view.onDidCompositionEnd(f),
  };
};
