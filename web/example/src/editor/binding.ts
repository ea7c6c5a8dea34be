// Binds a CodeMirror view and a RealTimeString, both ways.
import { Annotation, Transaction, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { RealTimeString } from '@convergence-wasm/client';
import { changeOf, splicesOf, type StringEvent } from './changes';

// Marks transactions that bring in a remote edit, so that they are not sent back.
const remote = Annotation.define<boolean>();

// Sends what the user edits. The shared string takes the edit at once, within
// the same call, so the two texts are equal again before anything remote comes in.
export function sendEdits(text: RealTimeString): Extension {
  return EditorView.updateListener.of((update) => {
    for (const transaction of update.transactions) {
      if (!transaction.docChanged || transaction.annotation(remote)) continue;
      const splices = splicesOf(transaction.changes);
      // Several places changed by one action arrive elsewhere as one change.
      const batch = splices.length > 1;
      if (batch) text.model().startBatch();
      for (const { index, deleteCount, text: inserted } of splices) {
        if (deleteCount === 0) text.insert(index, inserted);
        else if (inserted === '') text.remove(index, deleteCount);
        else text.splice(index, deleteCount, inserted);
      }
      if (batch) text.model().completeBatch();
    }
  });
}

// Applies what others edit. Undo takes back only one's own edits, so remote
// ones stay out of the history, which then carries its entries across them.
export function receiveEdits(text: RealTimeString, view: EditorView): void {
  const apply = (event: StringEvent) => {
    if (event.local) return;
    const changes = changeOf(event, view.state.doc);
    if (!changes) return;
    view.dispatch({
      changes,
      annotations: [remote.of(true), Transaction.addToHistory.of(false), Transaction.remote.of(true)],
    });
  };
  for (const name of ['insert', 'remove', 'splice', 'value']) text.on(name, apply);
}
