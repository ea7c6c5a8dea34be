// What has happened to a text between two looks, as one change.

export interface Change { at: number; removed: number; inserted: string }

export function difference(before: string, after: string): Change {
  const least = Math.min(before.length, after.length);
  let at = 0;
  while (at < least && before[at] === after[at]) at++;
  let same = 0; // at the end
  while (same < least - at && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { at, removed: before.length - at - same, inserted: after.slice(at, after.length - same) };
}

/** Where a position in the text is after a change of somebody else. */
export function moved(position: number, { at, removed, inserted }: Change): number {
  if (position <= at) return position;
  return Math.max(at, position - removed) + (position >= at + removed ? inserted.length : 0);
}
