/** A range of a text, in UTF-16 code units, and what stands there afterwards. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/**
 * The one range in which two texts differ, or null when they are equal. In "aaa" it
 * is open which "a" was typed: `caret`, where the caret stands afterwards, tells.
 */
export function difference(before: string, after: string, caret?: number): Replacement | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  const most = caret === undefined ? 0 : Math.min(shorter, after.length - caret);
  let tail = 0;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  let from = 0;
  while (from < shorter - tail && before[from] === after[from]) from++;
  while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  // Half a character is never sent by itself: others may edit the other half meanwhile.
  if (splits(before, from) || splits(after, from)) from--;
  if (splits(before, before.length - tail) || splits(after, after.length - tail)) tail--;
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}

/** Whether a position is in the middle of a surrogate pair. */
function splits(text: string, position: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(position - 1, position + 1)) && position > 0;
}
