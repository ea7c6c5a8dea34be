// How a page of the tests has a text area, as an editor; see editors.mjs.
export const script = `import * as inputs from '@convergence-wasm/inputs'; globalThis.Inputs = inputs;`;

export const mount = () => {
  document.body.innerHTML = '<textarea id="text" rows="8" style="box-sizing: border-box; width: 100%"></textarea>';
  const control = document.getElementById('text');
  const end = Inputs.bindText(control, e2e.text);
  e2e.end = () => end();
  const press = (key) => control.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: true, cancelable: true }));
  e2e.editor = {
    shown: (text) => text.replace(/\r\n?/g, '\n'),
    text: () => control.value,
    edit(...changes) {
      for (const { from, to, insert } of changes.toReversed()) {
        control.setRangeText(insert.replaceAll('\r', ''), from, to, 'end');
        control.dispatchEvent(new Event('input', { bubbles: true }));
      }
    },
    select({ anchor, head }) {
      control.focus();
      control.setSelectionRange(Math.min(anchor, head), Math.max(anchor, head), head < anchor ? 'backward' : 'forward');
    },
    undo: () => press('z'),
    redo: () => press('y'),
    cursors: () => [...document.querySelectorAll('.convergence-caret')].map((caret) => [caret.dataset.name]),
  };
};
