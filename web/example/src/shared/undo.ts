// Undo and redo of what this page has done in the document, by the client: what others have done stays.
import type { RealTimeElement, RealTimeModel, UndoManager } from '@convergence-wasm/client';

interface Options {
  /** What of the document it is about. Default: all of it. */
  scope?: RealTimeElement;
  /** How long one edit waits for another to be one step with it, in ms. `stopCapturing` of the result ends a step. */
  captureTimeout?: number;
  /** Called when something was undone or done again. */
  done?(): void;
}

/** Has keys, and the buttons #undo and #redo, undo what is done from now on, and, where the page has a store, what this tab did before a reload. */
export function setUpUndo(model: RealTimeModel, { scope, captureTimeout, done }: Options = {}): UndoManager {
  const undo = model.undoManager({ scope, captureTimeout, keep: true });
  const may = () => model.isOpen() && model.permissions().write;
  const buttons = ['undo', 'redo'].map((id) => document.getElementById(id) as HTMLButtonElement);
  const step = (redo: boolean) => {
    if (may() && (redo ? undo.redo() : undo.undo())) done?.();
    show();
  };
  const show = () => buttons.forEach((button, i) => { button.disabled = !may() || !(i ? undo.canRedo() : undo.canUndo()); });
  buttons.forEach((button, i) => {
    button.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays, and with it the caret
    button.addEventListener('click', () => step(i === 1));
  });
  document.addEventListener('keydown', (event) => {
    // A binding of an editor or an input that has this manager may have done it.
    if (event.defaultPrevented || event.altKey || event.ctrlKey === event.metaKey || (event.target as Element).closest('dialog, aside')) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && (key !== 'y' || event.shiftKey)) return;
    event.preventDefault();
    step(key === 'y' || event.shiftKey);
  });
  undo.on('stack-item-added', show).on('stack-item-popped', show);
  model.on('modified', show).on('permissions_changed', show).on('closed', show);
  show();
  return undo;
}
