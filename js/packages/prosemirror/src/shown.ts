import { TextSelection, type Transaction } from "prosemirror-state";
import { ReplaceStep } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { carried, type Selected } from "../../text/caret.js";
import { Changes } from "../../text/changes.js";
import type { Shown } from "../../text/sync.js";
import { changesOf, inDocument, inText, lengthOf, textOf } from "./lines.js";
import { lineOf, sliceOf } from "./schema.js";

/** Marks transactions that bring in what the shared text has; such are not sent back. */
const RECEIVED = "convergence-received";

/** Whether a transaction brings in what the shared text has. */
export const isReceived = (transaction: Transaction): boolean => transaction.getMeta(RECEIVED) === true;

/** The text of an editor. */
export class ShownInEditor implements Shown {
  constructor(
    private readonly view: EditorView,
    readonly settled: () => void,
  ) {}

  text(): string {
    return textOf(this.view.state.doc);
  }

  length(): number {
    return lengthOf(this.view.state.doc);
  }

  /** A history of the editor, if it has one, takes none of it back, and carries its entries across it. */
  receive(changes: Changes): void {
    const { state } = this.view;
    const line = lineOf(state.schema);
    const selected = this.selected();
    const transaction = state.tr.setMeta(RECEIVED, true).setMeta("addToHistory", false).setMeta("remote", true);
    for (const { from, to, insert } of changes.replacements().reverse()) {
      transaction.step(new ReplaceStep(inDocument(transaction.doc, from), inDocument(transaction.doc, to), sliceOf(line, insert)));
    }
    // A caret stays before what others write there, which is not what ProseMirror does.
    const { anchor, head } = carried(selected, changes);
    this.view.dispatch(transaction.setSelection(TextSelection.create(transaction.doc, inDocument(transaction.doc, anchor), inDocument(transaction.doc, head))));
  }

  /** The selection. */
  selected(): Selected {
    const { doc, selection } = this.view.state;
    return { anchor: inText(doc, selection.anchor), head: inText(doc, selection.head) };
  }

  /** Selects it, and shows where that is. */
  select({ anchor, head }: Selected): void {
    const { state } = this.view;
    const selection = TextSelection.create(state.doc, inDocument(state.doc, anchor), inDocument(state.doc, head));
    this.view.dispatch(state.tr.setSelection(selection).setMeta("addToHistory", false).scrollIntoView());
  }

  /** The position in the document that a position of the text has. */
  place(position: number): number {
    return inDocument(this.view.state.doc, position);
  }
}

/** What a transaction has edited. */
export function editedBy(transaction: Transaction): Changes {
  const docs = [...transaction.docs, transaction.doc];
  return transaction.steps
    .map((step, i) => changesOf(docs[i] as Transaction["doc"], step, docs[i + 1] as Transaction["doc"]))
    .reduce((all, next) => all.compose(next), Changes.of(lengthOf(transaction.before)));
}
