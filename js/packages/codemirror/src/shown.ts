import { Annotation, Text, Transaction, type ChangeSet } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { Changes } from "../../text/changes.js";
import type { Replacement } from "../../text/difference.js";
import type { Shown } from "../../text/sync.js";

/** Marks transactions that bring in what the shared text has; such are not sent back. */
const received = Annotation.define<boolean>();

/** Whether a transaction brings in what the shared text has. */
export const isReceived = (transaction: Transaction): boolean => transaction.annotation(received) === true;

/** The text of an editor. Every line break in it counts as the single unit "\n". */
export class ShownInEditor implements Shown {
  constructor(
    private readonly view: EditorView,
    readonly settled: () => void,
  ) {}

  text(): string {
    return this.view.state.doc.sliceString(0, undefined, "\n");
  }

  length(): number {
    return this.view.state.doc.length;
  }

  /** A history of the editor, if it has one, takes none of it back, and carries its entries across it. */
  receive(changes: Changes): void {
    const annotations = [received.of(true), Transaction.addToHistory.of(false), Transaction.remote.of(true)];
    // Nothing but "\n" breaks a line, and whatever else there is keeps its length.
    const specs = changes.replacements().map(({ from, to, insert }) => ({ from, to, insert: Text.of(insert.split("\n")) }));
    this.view.dispatch({ changes: specs, annotations, filter: false });
  }
}

/** The changes of a transaction. */
export function changesOf(changes: ChangeSet): Changes {
  const list: Replacement[] = [];
  changes.iterChanges((from, to, _fromNew, _toNew, inserted) => {
    list.push({ from, to, insert: inserted.sliceString(0, undefined, "\n") });
  }, true);
  return Changes.of(changes.length, ...list);
}
