// Plain JavaScript values on their way into a document and out of it.
import { checkDepth, describe } from "../arguments.js";
import type { FrameWriter } from "../core/frames.js";
import { ConvergenceError } from "../errors.js";

/** What an undefined inside of an object or array does when the value is shared. */
export interface UndefinedPolicy {
  /** Of a property: an error, or it is left out. */
  readonly undefinedObjectValues: "error" | "omit";
  /** Of an item: an error, or it becomes null. */
  readonly undefinedArrayValues: "error" | "null";
}

/** Property that marks the JSON form of a special value. */
const MARK = "$convergenceType";

/**
 * @internal Checks a value and writes it. Throws a ConvergenceError of code
 * `unsupported_type`, naming the place, for anything that cannot be shared.
 */
export function writeValue(writer: FrameWriter, value: unknown, policy: UndefinedPolicy, name = "value"): void {
  write(writer, value, policy, name, 0);
}

function write(writer: FrameWriter, value: unknown, policy: UndefinedPolicy, path: string, depth: number): void {
  checkDepth(depth, path);
  switch (typeof value) {
    case "string":
      return writer.text(value);
    case "boolean":
      return writer.byte(value ? 0xc3 : 0xc2);
    case "number":
      if (!Number.isFinite(value)) throw unsupported(path, value);
      return writer.number(value);
    case "object":
      break;
    default:
      throw unsupported(path, value);
  }
  if (value === null) return writer.nil();
  if (Array.isArray(value)) return writeArray(writer, value, policy, path, depth);
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  const constructor = prototype?.constructor;
  if (constructor === String) return writer.text(String(value));
  if (isDate(value)) {
    const millis = Date.prototype.getTime.call(value);
    if (Number.isNaN(millis)) throw new ConvergenceError(`${path} is an invalid date`, "unsupported_type");
    return writer.date(millis);
  }
  // Objects of another window have that window's Object as their constructor.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw unsupported(path, value);
  if (prototype !== null && constructor !== Object && constructor?.name !== "Object") throw unsupported(path, value);
  writeObject(writer, value as Record<string, unknown>, policy, path, depth);
}

function writeArray(w: FrameWriter, items: unknown[], policy: UndefinedPolicy, path: string, depth: number): void {
  w.array(items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item !== undefined) {
      write(w, item, policy, `${path}[${i}]`, depth + 1);
    } else if (policy.undefinedArrayValues === "null") {
      w.nil();
    } else {
      throw new ConvergenceError(
        `${path}[${i}] is undefined; the option models.data.undefinedArrayValues can allow that`,
        "unsupported_type",
      );
    }
  }
}

function writeObject(
  w: FrameWriter,
  object: Record<string, unknown>,
  policy: UndefinedPolicy,
  path: string,
  depth: number,
): void {
  if (Object.hasOwn(object, MARK)) return writeMarked(w, object, path);
  let keys = Object.keys(object);
  if (policy.undefinedObjectValues === "omit") keys = keys.filter((key) => object[key] !== undefined);
  w.map(keys.length);
  for (const key of keys) {
    const value = object[key];
    if (value === undefined) {
      throw new ConvergenceError(
        `${path}.${key} is undefined; the option models.data.undefinedObjectValues can allow that`,
        "unsupported_type",
      );
    }
    w.text(key);
    write(w, value, policy, `${path}.${key}`, depth + 1);
  }
}

function writeMarked(w: FrameWriter, object: Record<string, unknown>, path: string): void {
  if (object[MARK] !== "date") {
    throw new ConvergenceError(`${path} has the unknown ${MARK} ${describe(object[MARK])}`, "unsupported_type");
  }
  const value = object["value"];
  const millis =
    typeof value === "string" || typeof value === "number" ? new Date(value).getTime() : isDate(value) ? value.getTime() : NaN;
  if (Number.isNaN(millis)) {
    throw new ConvergenceError(`${path} is marked as a date, but its value is not one`, "unsupported_type");
  }
  w.date(millis);
}

/** @internal Whether a value is a date, also one of another window. */
export function isDate(value: unknown): value is Date {
  return value instanceof Date || Object.prototype.toString.call(value) === "[object Date]";
}

function unsupported(path: string, value: unknown): ConvergenceError {
  return new ConvergenceError(
    `${path} cannot be shared: ${describe(value)} is an unsupported type`,
    "unsupported_type",
  );
}

/** @internal The JSON form of a value: dates become marked objects. */
export function jsonOf(value: unknown): unknown {
  if (value instanceof Date) return { [MARK]: "date", value: value.toISOString() };
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonOf(item)]));
}
