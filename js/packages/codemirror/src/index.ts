import { EditorSelection, EditorState, Prec, type Extension } from "@codemirror/state";
import { EditorView, keymap, ViewPlugin, type Command, type ViewUpdate } from "@codemirror/view";
import type { RealTimeString, UndoManager } from "@convergence-wasm/client";
import type { Selected } from "../../text/caret.js";
import type { Changes } from "../../text/changes.js";
import { Composition, compositionsIn } from "../../text/composition.js";
import { expectText, type Options } from "../../text/options.js";
import { OtherSelections } from "../../text/others.js";
import { colourOf, nameOf, type Person } from "../../text/people.js";
import { SharedSelection } from "../../text/selection.js";
import { TextSync } from "../../text/sync.js";
import { atTurnEnd } from "../../text/turn.js";
import { TextUndo } from "../../text/undo.js";
import { drawing, drawSelections, selectedIn, sharedRanges, type Looks } from "./cursors.js";
import { changesOf, isReceived, ShownInEditor } from "./shown.js";
import { followWritable, readOnlyWhereForbidden } from "./writable.js";

export type { Options, Person };

/**
 * Binds an editor to a shared text, for as long as the extension is part of it: the
 * editor shows the text, others have what is edited, and each sees where the
 * others are. Undo, by keys and menus, takes back one's own edits only. The editor is read-only while the session may not write the text, and
 * after the text was removed or its model closed. One text, one editor in a page.
 */
export function convergence(text: RealTimeString, options: Options = {}): Extension {
  expectText(text);
  const { cursors = true, key = "selection", colour = colourOf, name = nameOf, undo: manager = true } = options;
  const plugin = ViewPlugin.define((view) => new Binding(view, text, cursors ? key : null, { colour, name }, manager));
  return [
    plugin,
    // In an update itself nothing may be sent: what comes back from that would be shown within it.
    EditorView.updateListener.of((update) => update.view.plugin(plugin)?.send()),
    readOnlyWhereForbidden(text),
    cursors ? drawing : [],
    manager === false ? [] : undoing,
  ];
}

/** The bindings of views. */
const bindings = new WeakMap<EditorView, Binding>();

/** Takes back what one has done last, as keys and menus do. Returns whether there was something. */
export const undo: Command = (view) => bindings.get(view)?.step(false) ?? false;
/** Does again what was undone last. Returns whether there was something. */
export const redo: Command = (view) => bindings.get(view)?.step(true) ?? false;

// Before those of the history that the editor may have too.
const undoing: Extension = Prec.high([
  keymap.of([
    { key: "Mod-z", run: undo, shift: redo, preventDefault: true },
    { key: "Mod-y", run: redo, preventDefault: true },
  ]),
  EditorView.domEventHandlers({
    beforeinput(event, view) {
      const isRedo = event.inputType === "historyRedo";
      if (!isRedo && event.inputType !== "historyUndo") return false;
      event.preventDefault();
      return (isRedo ? redo : undo)(view);
    },
  }),
]);

/** What belongs to one view. */
class Binding {
  private readonly sync: TextSync;
  private readonly composition: Composition;
  private readonly unfollow: () => void;
  private readonly selection: SharedSelection | null = null;
  private readonly others: OtherSelections | null = null;
  private readonly undo: TextUndo;
  private readonly draw = atTurnEnd(() => this.drawOthers());
  private hasEnded = false;

  constructor(
    private readonly view: EditorView,
    text: RealTimeString,
    key: string | null,
    private readonly looks: Looks,
    manager: UndoManager | boolean,
  ) {
    const over = () => {
      this.sync.show();
      this.draw();
    };
    this.composition = new Composition(compositionsIn(view.contentDOM), over, (changes) => this.reachesCaret(changes));
    this.sync = new TextSync(new ShownInEditor(view, () => this.selection?.agree()), text, this.composition);
    this.undo = new TextUndo(text, manager, () => this.sync, (ranges) => this.select(ranges));
    bindings.set(view, this);
    this.unfollow = followWritable(view, text, () => this.selection?.agree());
    if (key === null) return;
    this.selection = new SharedSelection(text, key, () => this.ownRanges());
    this.others = new OtherSelections(text, key, this.draw);
    view.contentDOM.addEventListener("focus", this.selection.agree);
    view.contentDOM.addEventListener("blur", this.selection.agree);
  }

  /**
   * Called within the update, in the order of updates. A listener to updates that
   * edits in its turn has the listeners after it hear of its own edit first.
   */
  update(update: ViewUpdate): void {
    for (const transaction of update.transactions) {
      if (!transaction.docChanged || isReceived(transaction)) continue;
      const changes = changesOf(transaction.changes);
      this.undo.edited(changes, selectedIn(transaction.startState.selection));
      this.sync.note(changes);
    }
    if (update.selectionSet || update.docChanged) this.selection?.agree();
  }

  send(): void {
    this.sync.send();
  }

  step(isRedo: boolean): boolean {
    return this.undo.step(isRedo);
  }

  destroy(): void {
    this.hasEnded = true;
    this.unfollow();
    this.others?.end();
    if (this.selection !== null) {
      this.view.contentDOM.removeEventListener("focus", this.selection.agree);
      this.view.contentDOM.removeEventListener("blur", this.selection.agree);
      this.selection.end();
    }
    this.composition.end();
    this.sync.end();
    this.undo.end();
  }

  private select(ranges: readonly Selected[]): void {
    const shown = this.view.state.facet(EditorState.allowMultipleSelections) ? ranges : ranges.slice(0, 1);
    this.view.dispatch({ selection: EditorSelection.create(shown.map(({ anchor, head }) => EditorSelection.range(anchor, head))), scrollIntoView: true, userEvent: "select" });
  }

  /** A composition ends when its line is drawn anew. */
  private reachesCaret(changes: Changes): boolean {
    const line = this.view.state.doc.lineAt(this.view.state.selection.main.head);
    return changes.replacements().some(({ from, to }) => from <= line.to && to >= line.from);
  }

  /** Of a page with several editors the others see the one that the user is in. */
  private ownRanges() {
    if (this.view.root.activeElement !== this.view.contentDOM) return [];
    return sharedRanges(this.view.state.selection, (position) => this.sync.toShared(position));
  }

  private drawOthers(): void {
    // It is called again when the composition is over.
    if (this.hasEnded || this.others === null || this.composition.isUnderWay()) return;
    drawSelections(this.view, this.others.all, this.looks, (position) => this.sync.toShown(position));
  }
}
