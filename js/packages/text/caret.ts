import type { Changes } from "./changes.js";

/** A selection in the text, with its direction. */
export interface Selected {
  readonly anchor: number;
  readonly head: number;
}

/** Where a selection is after changes of others: a caret stays before what they write exactly there, and a selection gets none of it. */
export function carried({ anchor, head }: Selected, changes: Changes): Selected {
  if (anchor === head) return { anchor: changes.position(anchor), head: changes.position(head) };
  return { anchor: changes.position(anchor, anchor < head), head: changes.position(head, head < anchor) };
}
