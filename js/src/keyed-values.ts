// The states of presence and activities: JSON values by key.
import { checkDepth, checkString, describe } from "./arguments.js";
import type { Wire, WireMap } from "./core/frames.js";
import { ConvergenceError } from "./errors.js";

/** Values by key: an object or a Map. Values are null, booleans, numbers, strings, and arrays and plain objects of these. */
export type KeyedValues = { [key: string]: any } | Map<string, any>;

/** A copy of a state. Older applications call it like a function to get it. */
export type StateMap = Map<string, any> & (() => Map<string, any>);

/** The arguments of a setState: nothing, a key and its value, or many of both. Throws for what is not JSON, naming the key. */
export function keyedValues(state: unknown, value?: unknown): WireMap {
  if (state === undefined || state === null) return {};
  let entries: [unknown, unknown][];
  if (typeof state === "string") entries = [[state, value]];
  else if (state instanceof Map) entries = [...state];
  else if (isPlain(state)) entries = Object.entries(state);
  else throw new TypeError(`state must be a key and a value, an object or a Map, but is ${describe(state)}`);
  for (const [key, item] of entries) {
    checkString(key, "key");
    checkJson(item, key, 0);
  }
  return Object.fromEntries(entries) as WireMap;
}

/** The argument of a removeState: one key or an array of them. */
export function keyList(keys: unknown): string[] {
  const list = Array.isArray(keys) ? keys : [keys];
  for (const key of list) checkString(key, "key");
  return list as string[];
}

/** The state that a frame carries, as a Map of its own. Its order is that of the keys. */
export function stateOf(wire: Wire): Map<string, any> {
  return new Map(Object.entries(wire ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A copy of a state that can be called as well. */
export function callable(state: Map<string, any>): StateMap {
  const copy = new Map(state);
  return new Proxy((() => new Map(copy)) as unknown as StateMap, {
    // The methods of Map work on a real one only.
    get(_, name) {
      const member = Reflect.get(copy, name, copy) as unknown;
      return typeof member === "function" ? member.bind(copy) : member;
    },
    getPrototypeOf: () => Map.prototype,
  });
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another window have that window's Object.prototype.
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf"));
}

function checkJson(value: unknown, path: string, depth: number): void {
  checkDepth(depth, path);
  if (value === null || typeof value === "boolean" || typeof value === "string" || Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    // Not forEach, which passes over holes.
    for (let i = 0; i < value.length; i++) checkJson(value[i], `${path}[${i}]`, depth + 1);
  } else if (isPlain(value)) {
    for (const [key, item] of Object.entries(value)) checkJson(item, `${path}.${key}`, depth + 1);
  } else {
    throw new ConvergenceError(`${path} cannot be shared: ${describe(value)} is not JSON`, "unsupported_type");
  }
}
