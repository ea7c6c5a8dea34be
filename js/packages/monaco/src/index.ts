import type { editor, IDisposable } from "monaco-editor";
import type { IndexRange, RealTimeString } from "@convergence-wasm/client";
import type { Selected } from "../../text/caret.js";
import type { Changes } from "../../text/changes.js";
import { Composition } from "../../text/composition.js";
import { expectText, type Options } from "../../text/options.js";
import { OtherSelections } from "../../text/others.js";
import type { Person } from "../../text/people.js";
import { followRights } from "../../text/rights.js";
import { SharedSelection } from "../../text/selection.js";
import { TextSync } from "../../text/sync.js";
import { atTurnEnd } from "../../text/turn.js";
import { TextUndo } from "../../text/undo.js";
import { Cursors } from "./cursors.js";
import { ShownInEditor } from "./shown.js";

export type { Options, Person };

/**
 * Binds the model that an editor shows to a shared text, until the function that it returns is called, the editor
 * shows another model, or one of the two is disposed of: the editor shows the text, others have what is
 * edited, and each sees where the others are. Undo takes back one's own edits only. The editor is
 * read-only while the session may not write the text, and after the text was removed or its
 * model closed. One text, one editor in a page. Throws a TypeError when `text` is no text, or the editor has no model.
 */
export function bindEditor(editor: editor.IStandaloneCodeEditor, text: RealTimeString, options: Options = {}): () => void {
  expectText(text);
  const model = (editor as editor.IStandaloneCodeEditor | undefined)?.getModel?.();
  if (!model) throw new TypeError("editor must be an editor of Monaco that has a model");
  const binding = new Binding(editor, model, text, options);
  return () => binding.end();
}

class Binding {
  private readonly undo: TextUndo;
  private readonly shown: ShownInEditor;
  private readonly composition: Composition;
  private readonly sync: TextSync;
  private readonly selection: SharedSelection | null = null;
  private readonly others: OtherSelections | null = null;
  private readonly cursors: Cursors | null = null;
  private readonly listening: IDisposable[];
  private readonly unfollow: () => void;
  private readonly wasReadOnly: boolean;
  private readonly draw = atTurnEnd(() => this.drawOthers());
  /** What was selected before the next edit. */
  private selected: readonly Selected[] | undefined;
  private hasEnded = false;

  constructor(
    private readonly editor: editor.IStandaloneCodeEditor,
    private readonly model: editor.ITextModel,
    text: RealTimeString,
    options: Options,
  ) {
    this.shown = new ShownInEditor(editor, model, () => this.settled());
    const over = () => {
      this.sync.show();
      this.draw();
    };
    // Not of elements: what is composed in an EditContext is told to none.
    const compositions = (began: () => void, ended: () => void) => {
      const listening = [editor.onDidCompositionStart(began), editor.onDidCompositionEnd(ended)];
      return () => listening.forEach((one) => one.dispose());
    };
    this.composition = new Composition(compositions, over, (changes) => this.reachesCaret(changes));
    this.sync = new TextSync(this.shown, text, this.composition);
    this.undo = new TextUndo(text, options.undo ?? true, () => this.sync, (ranges) => this.shown.select(ranges, true));
    const end = () => this.end();
    this.listening = [
      model.onDidChangeContent((event) => this.take(event)),
      editor.onDidChangeCursorSelection(() => (this.selected = this.shown.selections())),
      editor.onDidChangeModel(end),
      editor.onDidDispose(end),
      model.onWillDispose(end),
    ];
    if (options.undo !== false) this.takeOverUndo();
    this.wasReadOnly = editor.getRawOptions().readOnly ?? false;
    this.unfollow = followRights(text, (may) => {
      editor.updateOptions({ readOnly: this.wasReadOnly || !may });
      this.selection?.agree();
    });
    if (options.cursors === false) return;
    const key = options.key ?? "selection";
    this.cursors = new Cursors(editor, options);
    const selection = (this.selection = new SharedSelection(text, key, () => this.ownRanges()));
    this.others = new OtherSelections(text, key, this.draw);
    this.listening.push(editor.onDidChangeCursorSelection(selection.agree), editor.onDidFocusEditorText(selection.agree), editor.onDidBlurEditorText(selection.agree));
    selection.agree();
  }

  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    for (const one of this.listening) one.dispose();
    for (const name of UNDO) Reflect.deleteProperty(this.model, name);
    this.unfollow();
    this.others?.end();
    this.selection?.end();
    this.cursors?.end();
    this.composition.end();
    this.sync.end();
    this.undo.end();
    this.editor.updateOptions({ readOnly: this.wasReadOnly });
  }

  /** Takes what was edited: by keys, by a program, or by Monaco itself. */
  private take(event: editor.IModelContentChangedEvent): void {
    const changes = this.shown.edited(event);
    if (changes === null) return;
    this.undo.edited(changes, this.selected);
    this.sync.note(changes);
    this.sync.send();
  }

  /** Keys, menus and programs undo by the model, whose own way takes back what others have written, or at another place. */
  private takeOverUndo(): void {
    const own: Pick<editor.ITextModel, (typeof UNDO)[number]> = {
      undo: () => void this.undo.step(false),
      redo: () => void this.undo.step(true),
      canUndo: () => this.undo.can(false),
      canRedo: () => this.undo.can(true),
    };
    Object.assign(this.model, own);
  }

  private settled(): void {
    this.selection?.agree();
    this.draw();
  }

  /** A composition may end when its line is changed. */
  private reachesCaret(changes: Changes): boolean {
    const caret = this.shown.selections()?.[0]?.head ?? 0;
    const text = this.shown.text();
    const end = text.indexOf("\n", caret);
    const [from, to] = [caret === 0 ? 0 : text.lastIndexOf("\n", caret - 1) + 1, end < 0 ? text.length : end];
    return changes.replacements().some((one) => one.from <= to && one.to >= from);
  }

  /** Of a page with several editors the others see the one that the user is in. */
  private ownRanges(): IndexRange[] | null {
    if (!this.editor.hasTextFocus()) return [];
    const list: IndexRange[] = [];
    for (const { anchor, head } of this.shown.selections() ?? []) {
      const [start, end] = [this.sync.toShared(anchor), this.sync.toShared(head)];
      if (start === null || end === null) return null;
      list.push({ start, end });
    }
    return list;
  }

  private drawOthers(): void {
    // It is called again when the composition is over.
    if (this.hasEnded || this.others === null || this.composition.isUnderWay()) return;
    this.cursors?.draw(this.others.all, (position) => this.shown.place(this.sync.toShown(position)));
  }
}

const UNDO = ["undo", "redo", "canUndo", "canRedo"] as const;
