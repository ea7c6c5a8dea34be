import { inText, inValue } from "../../text/breaks.js";
import { carried, type Selected } from "../../text/caret.js";
import { Changes } from "../../text/changes.js";
import { difference } from "../../text/difference.js";
import type { Shown } from "../../text/sync.js";

/** What a text is written in. */
export type TextControl = HTMLInputElement | HTMLTextAreaElement;

/**
 * The text of an input. Some do not show all of a text: a line shows no line breaks, an
 * area shows "\r\n" as "\n". What is not shown stays in the text all the same.
 */
export class ShownInInput implements Shown {
  /** What the input had as its value when it showed `shown`. */
  private value: string;

  constructor(
    readonly control: TextControl,
    private shown: string,
    readonly settled: () => void,
  ) {
    control.value = shown;
    this.value = control.value;
  }

  text(): string {
    return this.shown;
  }

  length(): number {
    return this.shown.length;
  }

  /** What the user has changed since this was asked, or null. */
  edited(): Changes | null {
    const value = this.control.value;
    const change = difference(this.value, value, this.control.selectionEnd ?? undefined);
    if (change === null) return null;
    const { from, to, insert } = change;
    const start = this.inText(from);
    const changes = Changes.of(this.shown.length, { from: start, to: this.inText(to), insert });
    const isPlain = this.value === this.shown;
    this.shown = changes.apply(this.shown);
    this.value = value;
    if (!isPlain) this.correct(start + insert.length);
    return changes;
  }

  /** Shows what was changed. Carets and selections stay where they are in the text. */
  receive(changes: Changes): void {
    const { control } = this;
    const selected = this.selected();
    const { scrollTop, scrollLeft } = control;
    const isPlain = this.value === this.shown && selected !== null;
    this.shown = changes.apply(this.shown);
    // An input that is not the one in use keeps its selection itself: to set it would take the focus in some browsers.
    if (isPlain) for (const { from, to, insert } of changes.replacements().reverse()) control.setRangeText(insert, from, to, "preserve");
    if (!isPlain || control.value !== this.shown) control.value = this.shown;
    this.value = control.value;
    if (selected !== null) this.select(carried(selected, changes));
    Object.assign(control, { scrollTop, scrollLeft });
  }

  /** The selection; null for an input that tells none, as one for e-mail addresses. */
  selected(): Selected | null {
    const { selectionStart: start, selectionEnd: end, selectionDirection } = this.control;
    if (start === null || end === null) return null;
    const [from, to] = [this.inText(start), this.inText(end)];
    return selectionDirection === "backward" ? { anchor: to, head: from } : { anchor: from, head: to };
  }

  /** Selects in the input that is in use. */
  select({ anchor, head }: Selected): void {
    if (!this.isInUse() || this.control.selectionStart === null) return;
    const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)].map((at) => this.inValue(at)) as [number, number];
    const direction = head < anchor ? "backward" : "forward";
    const { selectionStart, selectionEnd, selectionDirection } = this.control;
    const isThere = selectionStart === from && selectionEnd === to && (from === to || selectionDirection === direction);
    if (!isThere) this.control.setSelectionRange(from, to, direction);
  }

  /** Whether the user is in it. */
  isInUse(): boolean {
    return (this.control.getRootNode() as Document | ShadowRoot).activeElement === this.control;
  }

  /** A line break behind a lone "\r" makes one of the two, which the input has shown as two. */
  private correct(caret: number): void {
    const other = this.control.cloneNode() as TextControl;
    other.value = this.shown;
    if (other.value === this.value) return;
    this.control.value = this.shown;
    this.value = this.control.value;
    this.select({ anchor: caret, head: caret });
  }

  /** Where a position of the text is in the value. */
  inValue(position: number): number {
    return inValue(this.shown, this.value, position);
  }

  private inText(position: number): number {
    return inText(this.shown, this.value, position);
  }
}
