// A document of lines, each a block of text, as one text: between two blocks there is a "\n".
import type { Node } from "prosemirror-model";
import type { Step } from "prosemirror-transform";
import { Changes } from "../../text/changes.js";
import { difference } from "../../text/difference.js";

/** The text of a document. */
export function textOf(doc: Node): string {
  return join(doc, 0, doc.childCount);
}

/** Its length, in UTF-16 code units. A block has one more than its text at each end, and a line one more in all. */
export function lengthOf(doc: Node): number {
  return Math.max(0, doc.content.size - doc.childCount - 1);
}

/** Where a position of a document is in its text. One between two blocks counts as the end of the first. */
export function inText(doc: Node, position: number): number {
  let start = 0;
  for (let i = 0; i < doc.childCount; i++) {
    const end = start + doc.child(i).nodeSize;
    if (position < end || i === doc.childCount - 1) return Math.min(Math.max(position, start + 1), end - 1) - i - 1;
    if (position === end) return end - i - 2;
    start = end;
  }
  return 0;
}

/** Where a position of the text of a document is in the document: always within a block. */
export function inDocument(doc: Node, position: number): number {
  let start = 0;
  for (let i = 0; i < doc.childCount; i++) {
    const end = start + doc.child(i).nodeSize;
    const found = position + i + 1;
    if (found < end || i === doc.childCount - 1) return Math.min(found, end - 1);
    start = end;
  }
  return 0;
}

/** What a step has done to the text of a document. */
export function changesOf(before: Node, step: Step, after: Node): Changes {
  const length = lengthOf(before);
  // Blocks that a step leaves alone are the same objects before and after it.
  const fewest = Math.min(before.childCount, after.childCount);
  let first = 0;
  while (first < fewest && before.child(first) === after.child(first)) first++;
  let same = 0;
  while (same < fewest - first && before.child(before.childCount - 1 - same) === after.child(after.childCount - 1 - same)) same++;
  // With a block that was inserted or deleted goes a line break, so one that stays is looked at as well.
  if (first === before.childCount - same || first === after.childCount - same) {
    if (first > 0) first--;
    else if (same > 0) same--;
    else return Changes.of(length);
  }
  const old = join(before, first, before.childCount - same);
  const now = join(after, first, after.childCount - same);
  let start = 0;
  for (let i = 0; i < first; i++) start += before.child(i).nodeSize - 1;
  // Of equal characters the step tells which it was.
  let caret = 0;
  step.getMap().forEach((_from, _to, _newFrom, newTo) => (caret = inText(after, newTo) - start));
  const change = difference(old, now, Math.min(Math.max(caret, 0), now.length));
  return change === null ? Changes.of(length) : Changes.of(length, { from: start + change.from, to: start + change.to, insert: change.insert });
}

function join(doc: Node, from: number, to: number): string {
  const lines: string[] = [];
  for (let i = from; i < to; i++) lines.push(doc.child(i).textContent);
  return lines.join("\n");
}
