// Shows where the others are: each session shares its selection as a range reference
// on the text, which the client moves with the edits, and draws those of the others.
import { StateEffect, StateField, type EditorSelection, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import type { IndexRange, ModelReference } from "@convergence-wasm/client";
import type { Selected } from "../../text/caret.js";
import type { Person } from "../../text/people.js";

const redraw = StateEffect.define<DecorationSet>();

/** How people are shown. */
export interface Looks {
  colour(person: Person): string;
  name(person: Person): string;
}

class Caret extends WidgetType {
  constructor(
    readonly name: string,
    readonly colour: string,
  ) {
    super();
  }

  override eq(other: Caret): boolean {
    return other.name === this.name && other.colour === this.colour;
  }

  toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = "cm-person";
    caret.style.setProperty("--person", this.colour);
    caret.dataset.name = this.name;
    caret.setAttribute("aria-hidden", "true");
    return caret;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const drawn = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    for (const effect of transaction.effects) if (effect.is(redraw)) return effect.value;
    return decorations.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const style = EditorView.baseTheme({
  ".cm-person": { position: "relative", borderLeft: "2px solid var(--person)", marginLeft: "-1px", marginRight: "-1px" },
  ".cm-person::after": {
    content: "attr(data-name)",
    // Where it would stand in the line, moved up. By an offset from an inline box
    // WebKit places it elsewhere.
    position: "absolute",
    transform: "translate(-2px, calc(.1rem - 100%))",
    padding: ".05rem .4rem",
    borderRadius: ".4rem .4rem .4rem 0",
    background: "var(--person)",
    color: "#fff",
    font: "560 .68rem/1.45 system-ui, sans-serif",
    whiteSpace: "nowrap",
    pointerEvents: "none",
    userSelect: "none",
    zIndex: "2",
  },
  ".cm-person-selection": { backgroundColor: "color-mix(in srgb, var(--person) 24%, transparent)" },
});

/** What an editor needs to show people. */
export const drawing: Extension = [drawn, style];

/** Shows these selections from now on; `toShown` says where a position of the shared text is in the editor. */
export function drawSelections(view: EditorView, references: Iterable<ModelReference<IndexRange>>, looks: Looks, toShown: (position: number) => number): void {
  const ranges: Range<Decoration>[] = [];
  for (const reference of references) {
    const person = { user: reference.user(), sessionId: reference.sessionId() };
    const colour = looks.colour(person);
    const widget = new Caret(looks.name(person), colour);
    for (const { start, end } of reference.values()) {
      const [anchor, head] = [toShown(start), toShown(end)];
      const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
      if (from < to) ranges.push(Decoration.mark({ class: "cm-person-selection", attributes: { style: `--person: ${colour}` } }).range(from, to));
      ranges.push(Decoration.widget({ widget, side: 1 }).range(head));
    }
  }
  if (ranges.length === 0 && view.state.field(drawn).size === 0) return;
  view.dispatch({ effects: redraw.of(Decoration.set(ranges, true)) });
}

/** The ranges of a selection: the main one first. */
export const selectedIn = ({ ranges, main }: EditorSelection): readonly Selected[] => [main, ...ranges.filter((one) => one !== main)];

/** The ranges of a selection as others are told them. Null when one cannot be told yet. */
export function sharedRanges(selection: EditorSelection, toShared: (position: number) => number | null): IndexRange[] | null {
  const list: IndexRange[] = [];
  for (const { anchor, head } of selectedIn(selection)) {
    const [start, end] = [toShared(anchor), toShared(head)];
    if (start === null || end === null) return null;
    list.push({ start, end });
  }
  return list;
}
