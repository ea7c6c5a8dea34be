import { isSame, type Plain } from "./plain.js";

/** The way from the root of a model to a value in it. */
export type Path = readonly (string | number)[];

/**
 * What has become different in a document, by the state before and after: `remove` units of a text or
 * elements of a list at `at` give way to `insert`; a value is `set`; a key is `unset`.
 */
export type Change =
  | { readonly path: Path; readonly at: number; readonly remove: number; readonly insert: string | readonly Plain[] }
  | { readonly path: Path; readonly set: Plain }
  | { readonly path: Path; readonly unset: true };

type Dictionary = { [key: string]: Plain };
const isDictionary = (value: Plain): value is Dictionary => value !== null && typeof value === "object" && !Array.isArray(value) && !Object.keys(value).some((key) => key.startsWith("$"));

/** The changes that lead from one state to another, in the order in which they are to be applied. */
export function changesBetween(before: Plain, after: Plain, path: Path = []): Change[] {
  if (isSame(before, after)) return [];
  if (typeof before === "string" && typeof after === "string") return [{ path, ...middle(before, after, (a, b) => a === b) }] as Change[];
  if (Array.isArray(before) && Array.isArray(after)) {
    const { at, remove, insert } = middle(before, after, isSame);
    // As many as before: those within them have changed.
    if (remove === insert.length) return (insert as Plain[]).flatMap((one, i) => changesBetween(before[at + i] as Plain, one, [...path, at + i]));
    return [{ path, at, remove, insert: insert as Plain[] }];
  }
  if (isDictionary(before) && isDictionary(after)) {
    const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key)).map((key): Change => ({ path: [...path, key], unset: true }));
    const there = Object.entries(after).flatMap(([key, value]): Change[] => (Object.hasOwn(before, key) ? changesBetween(before[key] as Plain, value, [...path, key]) : [{ path: [...path, key], set: value }]));
    return [...gone, ...there];
  }
  return [{ path, set: after }];
}

/** The part that differs, between what is the same in front and behind. */
function middle<T extends string | readonly Plain[]>(before: T, after: T, equal: (a: Plain, b: Plain) => boolean): { at: number; remove: number; insert: T } {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && equal(before[at] as Plain, after[at] as Plain)) at++;
  let tail = 0;
  while (tail < shorter - at && equal(before[before.length - 1 - tail] as Plain, after[after.length - 1 - tail] as Plain)) tail++;
  return { at, remove: before.length - tail - at, insert: after.slice(at, after.length - tail) as T };
}

/** A state with changes applied. What was given stays as it is. Throws a TypeError for a change that does not fit. */
export function applied(state: Plain, changes: readonly Change[]): Plain {
  return changes.reduce((now, change) => within(now, change.path, change), state);
}

function within(state: Plain, [key, ...rest]: Path, change: Change): Plain {
  const misfit = () => new TypeError(`the recording does not fit: there is nothing at ${JSON.stringify(change.path)} that could be changed so`);
  if (key === undefined) {
    if ("set" in change) return change.set;
    if (!("at" in change) || typeof change.insert !== typeof (Array.isArray(state) ? [] : state)) throw misfit();
    const { at, remove, insert } = change;
    if ((state as string | Plain[]).length < at + remove) throw misfit();
    if (typeof state === "string") return state.slice(0, at) + (insert as string) + state.slice(at + remove);
    return (state as Plain[]).toSpliced(at, remove, ...(insert as Plain[]));
  }
  if (Array.isArray(state) && typeof key === "number" && key < state.length) return state.with(key, within(state[key] as Plain, rest, change));
  if (!isDictionary(state) || typeof key !== "string") throw misfit();
  if (rest.length === 0 && "unset" in change) {
    if (!Object.hasOwn(state, key)) throw misfit();
    const { [key]: _, ...others } = state;
    return others;
  }
  if (!Object.hasOwn(state, key) && (rest.length > 0 || !("set" in change))) throw misfit();
  return { ...state, [key]: within(state[key] ?? null, rest, change) };
}
