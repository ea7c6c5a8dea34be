// Argument checks of the public API. Each throws before anything changes and
// names the argument.
import { ConvergenceError } from "./errors.js";

/** @internal Checks an index or a count; `max` is given for numbers that are larger than those. */
export function checkIndex(value: unknown, name: string, max = 0x7fffffff): void {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new TypeError(`${name} must be an integer, but is ${describe(value)}`);
  }
  if (value < 0 || value > max) throw new RangeError(`${name} is out of range: ${value}`);
}

/** @internal */
export function checkString(value: unknown, name: string): asserts value is string {
  if (typeof value !== "string") throw new TypeError(`${name} must be a string, but is ${describe(value)}`);
}

/** @internal */
export function checkFilled(value: unknown, name: string): asserts value is string {
  checkString(value, name);
  if (value === "") throw new Error(`${name} must not be empty`);
}

/** @internal */
export function checkNumber(value: unknown, name: string): asserts value is number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new TypeError(`${name} must be a finite number, but is ${describe(value)}`);
  }
}

/** @internal */
export function checkBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== "boolean") throw new TypeError(`${name} must be a boolean, but is ${describe(value)}`);
}

/** @internal Checks a flag that may be left out. */
export function checkFlag(value: unknown, name: string): boolean {
  if (value === undefined) return false;
  checkBoolean(value, name);
  return value as boolean;
}

/** @internal */
export function checkFunction(value: unknown, name: string): void {
  if (typeof value !== "function") throw new TypeError(`${name} must be a function, but is ${describe(value)}`);
}

/** How many levels a value may have, in the core and here. Deeper ones are taken for cyclic. */
const MAX_DEPTH = 200;

/** @internal Throws when something stands too deep within a value; its path begins with the name of that. */
export function checkDepth(depth: number, path: string): void {
  if (depth < MAX_DEPTH) return;
  const name = /^[^.[]{1,40}/.exec(path)?.[0] ?? "value";
  throw new ConvergenceError(`${name} is nested too deeply, or contains itself: ${MAX_DEPTH} levels are possible`, "unsupported_type");
}

/** @internal What a value is, for the text of an error. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "number":
    case "boolean":
    case "undefined":
      return String(value);
    case "object":
      return Array.isArray(value) ? "an array" : `an object of type ${value.constructor?.name ?? "null prototype"}`;
  }
  return `a ${typeof value}`;
}
