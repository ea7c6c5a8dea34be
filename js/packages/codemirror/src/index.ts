import type { Extension } from "@codemirror/state";
import { EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { RealTimeString } from "@convergence-wasm/client";
import type { Changes } from "../../text/changes.js";
import { Composition, compositionsIn } from "../../text/composition.js";
import { expectText, type Options } from "../../text/options.js";
import { OtherSelections } from "../../text/others.js";
import { colourOf, nameOf, type Person } from "../../text/people.js";
import { SharedSelection } from "../../text/selection.js";
import { TextSync } from "../../text/sync.js";
import { atTurnEnd } from "../../text/turn.js";
import { drawing, drawSelections, sharedRanges, type Looks } from "./cursors.js";
import { changesOf, isReceived, ShownInEditor } from "./shown.js";
import { followWritable, readOnlyWhereForbidden } from "./writable.js";

export type { Options, Person };

/**
 * Binds an editor to a shared text, for as long as the extension is part of it: the
 * editor shows the text, others have what is edited, and each sees where the
 * others are. With `history()` of `@codemirror/commands` undo takes back one's own
 * edits only. The editor is read-only while the session may not write the text, and
 * after the text was removed or its model closed. One text, one editor in a page.
 */
export function convergence(text: RealTimeString, options: Options = {}): Extension {
  expectText(text);
  const { cursors = true, key = "selection", colour = colourOf, name = nameOf } = options;
  const plugin = ViewPlugin.define((view) => new Binding(view, text, cursors ? key : null, { colour, name }));
  return [
    plugin,
    // In an update itself nothing may be sent: what comes back from that would be shown within it.
    EditorView.updateListener.of((update) => update.view.plugin(plugin)?.send()),
    readOnlyWhereForbidden(text),
    cursors ? drawing : [],
  ];
}

/** What belongs to one view. */
class Binding {
  private readonly sync: TextSync;
  private readonly composition: Composition;
  private readonly unfollow: () => void;
  private readonly selection: SharedSelection | null = null;
  private readonly others: OtherSelections | null = null;
  private readonly draw = atTurnEnd(() => this.drawOthers());
  private hasEnded = false;

  constructor(
    private readonly view: EditorView,
    text: RealTimeString,
    key: string | null,
    private readonly looks: Looks,
  ) {
    const over = () => {
      this.sync.show();
      this.draw();
    };
    this.composition = new Composition(compositionsIn(view.contentDOM), over, (changes) => this.reachesCaret(changes));
    this.sync = new TextSync(new ShownInEditor(view, () => this.selection?.agree()), text, this.composition);
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
      if (transaction.docChanged && !isReceived(transaction)) this.sync.note(changesOf(transaction.changes));
    }
    if (update.selectionSet || update.docChanged) this.selection?.agree();
  }

  send(): void {
    this.sync.send();
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
