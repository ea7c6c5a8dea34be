import { Plugin, PluginKey, type Command, type Transaction } from "prosemirror-state";
import { DecorationSet, type EditorProps, type EditorView } from "prosemirror-view";
import type { IndexRange, RealTimeString } from "@convergence-wasm/client";
import type { Selected } from "../../text/caret.js";
import type { Changes } from "../../text/changes.js";
import { Composition, compositionsIn } from "../../text/composition.js";
import { expectText, type Options } from "../../text/options.js";
import { OtherSelections } from "../../text/others.js";
import type { Person } from "../../text/people.js";
import { followRights, isWritable } from "../../text/rights.js";
import { SharedSelection } from "../../text/selection.js";
import { TextSync } from "../../text/sync.js";
import { atTurnEnd } from "../../text/turn.js";
import { TextUndo } from "../../text/undo.js";
import { decorationsOf, drawnAfter } from "./cursors.js";
import { clipboard, lineOf, splitLines } from "./schema.js";
import { editedBy, isReceived, ShownInEditor } from "./shown.js";

export { schema } from "./schema.js";
export type { Options, Person };

/** What the plugin has in a state: its decorations, and the transactions that led to it since the view was told last. */
interface Kept {
  readonly drawn: DecorationSet;
  readonly transaction: Transaction | null;
  before: Kept | null;
}

/**
 * Binds an editor to a shared text, for as long as the plugin is part of its state: the editor shows the
 * text, a block for each line of it, others have what is edited, and each sees where the others are.
 * Undo, by keys and menus, takes back one's own edits only. The editor is read-only while the
 * session may not write the text, and after the text was removed or its model closed. One text, one
 * editor in a page. Throws a TypeError when `text` is no text, and the view does when its schema has more than lines.
 */
export function convergence(text: RealTimeString, options: Options = {}): Plugin<any> {
  expectText(text);
  const key = new PluginKey<Kept>("convergence");
  // Also of a state that no view shows.
  let mayWrite = isWritable(text);
  return new Plugin<Kept>({
    key,
    state: {
      init: () => ({ drawn: DecorationSet.empty, transaction: null, before: null }),
      apply: (transaction, kept) => ({ drawn: drawnAfter(transaction, key, kept.drawn), transaction, before: kept }),
    },
    filterTransaction: (transaction) => mayWrite || !transaction.docChanged || isReceived(transaction),
    appendTransaction: (transactions, _old, state) => splitLines(transactions, state),
    props: { ...clipboard, ...(options.undo === false ? {} : undoing), decorations: (state) => key.getState(state)?.drawn, editable: () => mayWrite },
    view: (view) => new Binding(view, text, options, key, (may) => (mayWrite = may)),
  });
}

/** The bindings of views. */
const bindings = new WeakMap<EditorView, Binding>();
const stepping = (isRedo: boolean): Command => (_state, dispatch, view) => {
  const undo = view && bindings.get(view)?.undo;
  if (!undo) return false;
  return dispatch === undefined ? undo.can(isRedo) : undo.step(isRedo);
};

/** Takes back what one has done last, as keys and menus do; without `dispatch` it only says whether there is something. It needs the view. */
export const undo: Command = stepping(false);
/** Does again what was undone last. */
export const redo: Command = stepping(true);

const isMac = typeof navigator !== "undefined" && /Mac|iP(hone|[oa]d)/.test(navigator.platform);
const undoing: EditorProps = {
  handleKeyDown(view, event) {
    if (event.altKey || !(isMac ? event.metaKey : event.ctrlKey)) return false;
    const key = event.key.toLowerCase();
    const isRedo = key === "y" || event.shiftKey;
    if (key !== "z" && (key !== "y" || isMac || event.shiftKey)) return false;
    (isRedo ? redo : undo)(view.state, view.dispatch, view);
    // What the browser would undo is not what was typed.
    return true;
  },
  handleDOMEvents: {
    beforeinput(view, event) {
      const isRedo = event.inputType === "historyRedo";
      if (!isRedo && event.inputType !== "historyUndo") return false;
      event.preventDefault();
      return (isRedo ? redo : undo)(view.state, view.dispatch, view);
    },
  },
};

/** What belongs to one view. */
class Binding {
  private sync: TextSync;
  private readonly shown: ShownInEditor;
  private readonly composition: Composition;
  private readonly selection: SharedSelection | null = null;
  private readonly others: OtherSelections | null = null;
  readonly undo: TextUndo;
  private readonly unfollow: () => void;
  private readonly draw = atTurnEnd(() => this.drawOthers());
  private readonly agree = () => this.selection?.agree();
  private seen: Kept | undefined;
  /** What was selected before the next edit. */
  private selected: readonly Selected[] | undefined;
  private hasEnded = false;

  constructor(
    private readonly view: EditorView,
    private readonly text: RealTimeString,
    private readonly options: Options,
    private readonly key: PluginKey<Kept>,
    allow: (may: boolean) => void,
  ) {
    lineOf(view.state.schema);
    this.seen = key.getState(view.state);
    const over = () => {
      this.sync.show();
      this.draw();
    };
    this.shown = new ShownInEditor(view, () => this.settled());
    this.composition = new Composition(compositionsIn(view.dom), over, (changes) => this.reachesCaret(changes));
    this.sync = new TextSync(this.shown, text, this.composition);
    this.undo = new TextUndo(text, options.undo ?? true, () => this.sync, ([selected]) => selected && this.shown.select(selected));
    bindings.set(view, this);
    // A view is not updated while it is being made.
    const apply = atTurnEnd(() => {
      if (!this.hasEnded) view.setProps({});
      this.agree();
    });
    this.unfollow = followRights(text, (may) => {
      allow(may);
      apply();
    });
    if (options.cursors === false) return;
    const name = options.key ?? "selection";
    this.selection = new SharedSelection(text, name, () => this.ownRange());
    this.others = new OtherSelections(text, name, this.draw);
    view.dom.addEventListener("focus", this.agree);
    view.dom.addEventListener("blur", this.agree);
    this.agree();
  }

  /** Called with the view, which tells no transactions: they are in the state, in their order. */
  update(): void {
    const kept = this.key.getState(this.view.state);
    if (kept === this.seen) return;
    const list: Kept[] = [];
    let one = kept ?? null;
    while (one !== null && one !== this.seen) {
      list.push(one);
      one = one.before;
    }
    const isAnother = one === null;
    this.seen = kept;
    for (const each of list) each.before = null;
    if (isAnother) return this.beginAnew();
    for (const { transaction } of list.reverse()) {
      if (!transaction?.docChanged || isReceived(transaction)) continue;
      const changes = editedBy(transaction);
      this.undo.edited(changes, this.selected);
      this.sync.note(changes);
    }
    this.selected = [this.shown.selected()];
    this.agree();
    this.sync.send();
  }

  destroy(): void {
    this.hasEnded = true;
    this.unfollow();
    this.others?.end();
    this.view.dom.removeEventListener("focus", this.agree);
    this.view.dom.removeEventListener("blur", this.agree);
    this.selection?.end();
    this.composition.end();
    this.sync.end();
    this.undo.end();
  }

  /** The view was given a state that no transactions have led to. */
  private beginAnew(): void {
    this.sync.end();
    this.sync = new TextSync(this.shown, this.text, this.composition);
    this.draw();
  }

  private settled(): void {
    this.agree();
    this.draw();
  }

  /** A composition ends when its block is drawn anew. */
  private reachesCaret(changes: Changes): boolean {
    const { $head } = this.view.state.selection;
    const caret = this.shown.selected().head;
    const [from, to] = [caret - $head.parentOffset, caret - $head.parentOffset + $head.parent.content.size];
    return changes.replacements().some((one) => one.from <= to && one.to >= from);
  }

  /** Of a page with several editors the others see the one that the user is in. */
  private ownRange(): IndexRange[] | null {
    if (this.view.root.activeElement !== this.view.dom) return [];
    const { anchor, head } = this.shown.selected();
    const [start, end] = [this.sync.toShared(anchor), this.sync.toShared(head)];
    return start === null || end === null ? null : [{ start, end }];
  }

  private drawOthers(): void {
    // It is called again when the composition is over.
    if (this.hasEnded || this.others === null || this.composition.isUnderWay()) return;
    const drawn = decorationsOf(this.view, this.others.all, this.options, (position) => this.shown.place(this.sync.toShown(position)));
    if (drawn !== DecorationSet.empty || this.key.getState(this.view.state)?.drawn !== DecorationSet.empty) {
      this.view.dispatch(this.view.state.tr.setMeta(this.key, drawn).setMeta("addToHistory", false));
    }
  }
}
