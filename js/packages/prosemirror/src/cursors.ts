// Shows where the others are, by decorations that move with the document.
import type { PluginKey, Transaction } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import type { IndexRange, ModelReference } from "@convergence-wasm/client";
import type { Options } from "../../text/options.js";
import { colourOf, nameOf } from "../../text/people.js";

/** The decorations after a transaction, which may bring others. */
export function drawnAfter(transaction: Transaction, key: PluginKey, drawn: DecorationSet): DecorationSet {
  return (transaction.getMeta(key) as DecorationSet | undefined) ?? (transaction.docChanged ? drawn.map(transaction.mapping, transaction.doc) : drawn);
}

/** The selections of others as decorations; `place` says where a position of the shared text is in the document. */
export function decorationsOf(view: EditorView, references: Iterable<ModelReference<IndexRange>>, { colour = colourOf, name = nameOf }: Options, place: (position: number) => number): DecorationSet {
  const list: Decoration[] = [];
  for (const reference of references) {
    const person = { user: reference.user(), sessionId: reference.sessionId() };
    const [shownColour, shownName] = [colour(person), name(person)];
    for (const { start, end } of reference.values()) {
      const [from, to] = [place(Math.min(start, end)), place(Math.max(start, end))];
      if (from < to) list.push(Decoration.inline(from, to, { class: "convergence-selection", style: `--person: ${shownColour}; background-color: color-mix(in srgb, ${shownColour} 24%, transparent)` }));
      // Equal ones are not drawn anew, which a composition would notice.
      list.push(Decoration.widget(place(end), () => caret(shownColour, shownName), { side: 10, ignoreSelection: true, key: JSON.stringify([person.sessionId, shownColour, shownName]) }));
    }
  }
  return DecorationSet.create(view.state.doc, list);
}

function caret(colour: string, name: string): HTMLElement {
  const element = document.createElement("span");
  element.className = "convergence-cursor";
  element.setAttribute("aria-hidden", "true");
  Object.assign(element.style, { position: "relative", borderLeft: `2px solid ${colour}`, marginLeft: "-1px", marginRight: "-1px", pointerEvents: "none", userSelect: "none" });
  element.style.setProperty("--person", colour);
  const label = document.createElement("span");
  label.className = "convergence-name";
  label.dataset.name = name;
  // Where it would stand in the line, moved up. By an offset from an inline box WebKit places it elsewhere.
  Object.assign(label.style, {
    position: "absolute", transform: "translate(-2px, calc(.1rem - 100%))", padding: ".05rem .4rem", borderRadius: ".4rem .4rem .4rem 0", background: colour, color: "#fff",
    font: "560 .68rem/1.45 system-ui, sans-serif", whiteSpace: "nowrap", zIndex: "2",
  });
  label.textContent = name;
  element.append(label);
  return element;
}
