import type { editor } from "monaco-editor";
import { inText, inValue } from "../../text/breaks.js";
import { carried, type Selected } from "../../text/caret.js";
import { Changes } from "../../text/changes.js";
import { difference, type Replacement } from "../../text/difference.js";
import type { Shown } from "../../text/sync.js";

/** The numbers of Monaco's enumerations for "\n". They are not imported, as what is imported of Monaco is all of it. */
const LF = { sequence: 0, preference: 1 } as const;

/** The text of a model of Monaco, in which "\r\n" and "\r" are shown as "\n". They stay in the shared text all the same. */
export class ShownInEditor implements Shown {
  private shown: string;
  /** The versions of the model that were made here. */
  private readonly received = new Set<number>();

  constructor(
    readonly editor: editor.IStandaloneCodeEditor,
    readonly model: editor.ITextModel,
    readonly settled: () => void,
  ) {
    // Positions are those of the shared text.
    model.setEOL(LF.sequence as editor.EndOfLineSequence);
    this.shown = model.getValue(LF.preference as editor.EndOfLinePreference);
  }

  text(): string {
    return this.shown;
  }

  length(): number {
    return this.shown.length;
  }

  /** Shows what was changed. Selections stay where they are in the text. */
  receive(changes: Changes): void {
    const selections = this.selections()?.map((one) => carried(one, changes));
    const before = shownOf(this.shown);
    const isPlain = before === this.shown;
    this.shown = changes.apply(this.shown);
    const after = shownOf(this.shown);
    if (isPlain && after === this.shown) this.replace(before, changes.replacements());
    else this.replace(before, [difference(before, after)].filter((change) => change !== null));
    if (selections !== undefined) this.select(selections);
  }

  /** What an event says that was edited, or null when nothing was, or by this. */
  edited({ changes: list, isEolChange, versionId }: editor.IModelContentChangedEvent): Changes | null {
    if (this.received.delete(versionId)) return null;
    if (isEolChange) {
      if (this.model.getEOL() !== "\n") this.model.setEOL(LF.sequence as editor.EndOfLineSequence);
      return null;
    }
    const value = shownOf(this.shown);
    const at = (offset: number) => inText(this.shown, value, offset);
    const replacements = list.map(({ rangeOffset, rangeLength, text }) => ({ from: at(rangeOffset), to: at(rangeOffset + rangeLength), insert: text }));
    // They are told from the end of the text to its beginning.
    const changes = Changes.of(this.shown.length, ...replacements.reverse());
    this.shown = changes.apply(this.shown);
    if (value !== this.shown) this.correct();
    return changes;
  }

  /** The selections, the main one first; undefined when the editor shows another model. */
  selections(): Selected[] | undefined {
    if (this.editor.getModel() !== this.model) return undefined;
    const value = shownOf(this.shown);
    const at = (lineNumber: number, column: number) => inText(this.shown, value, this.model.getOffsetAt({ lineNumber, column }));
    return this.editor.getSelections()?.map((one) => ({
      anchor: at(one.selectionStartLineNumber, one.selectionStartColumn),
      head: at(one.positionLineNumber, one.positionColumn),
    }));
  }

  /** The position in the model that a position of the text has. */
  place(position: number): { lineNumber: number; column: number } {
    return this.model.getPositionAt(inValue(this.shown, shownOf(this.shown), position));
  }

  /** Selects these, the main one first, and shows where that is if it is to. */
  select(selections: readonly Selected[], reveals = false): void {
    if (this.editor.getModel() !== this.model) return;
    const wanted = selections.map(({ anchor, head }) => {
      const [from, to] = [this.place(anchor), this.place(head)];
      return { selectionStartLineNumber: from.lineNumber, selectionStartColumn: from.column, positionLineNumber: to.lineNumber, positionColumn: to.column };
    });
    const now = this.editor.getSelections();
    const isThere = now?.length === wanted.length && wanted.every((one, i) => Object.entries(one).every(([name, value]) => now[i]?.[name as keyof typeof one] === value));
    if (!isThere) this.editor.setSelections(wanted, "convergence");
    if (reveals && selections[0] !== undefined) this.editor.revealPosition(this.place(selections[0].head));
  }

  /** A line break behind a lone "\r" makes one of the two, which the editor has shown as two. */
  private correct(): void {
    const value = this.model.getValue(LF.preference as editor.EndOfLinePreference);
    const change = difference(value, shownOf(this.shown));
    if (change !== null) this.replace(value, [change]);
  }

  private replace(before: string, replacements: readonly Replacement[]): void {
    if (replacements.length === 0) return;
    const { model } = this;
    const operations = replacements.map((one) => whole(before, one)).map(({ from, to, insert }) => {
      const [start, end] = [model.getPositionAt(from), model.getPositionAt(to)];
      return { range: { startLineNumber: start.lineNumber, startColumn: start.column, endLineNumber: end.lineNumber, endColumn: end.column }, text: insert };
    });
    const version = model.getVersionId() + 1;
    this.received.add(version);
    // By applyEdits what the model has to undo, once it is not bound any more, would be that of another text.
    model.pushEditOperations(null, operations, () => null);
    if (model.getVersionId() < version) this.received.delete(version);
  }
}

const shownOf = (text: string) => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);

/** Monaco edits whole characters only, and takes the first half of one for a whole one with what follows in the line; others may edit halves. */
function whole(text: string, { from, to, insert }: Replacement): Replacement {
  const isBehindHalf = (at: number) => /[\ud800-\udbff]/.test(text.charAt(at - 1));
  let [start, end] = [from, to];
  while (isBehindHalf(start)) start--;
  while (isBehindHalf(end) && end < text.length && text[end] !== "\n") end++;
  return { from: start, to: end, insert: text.slice(start, from) + insert + text.slice(to, end) };
}
