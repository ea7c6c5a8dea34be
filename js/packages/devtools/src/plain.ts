/** What JSON can hold. What it cannot is an object with one key: `$date` (ms), `$number` (its name) or `$undefined`. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** A value of a model as JSON has it. */
export function toPlain(value: unknown): Plain {
  if (value === undefined) return { $undefined: true };
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (value === null || typeof value !== "object") return value as Plain;
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(toPlain);
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, toPlain(of)]));
}

/** The value that `toPlain` was given. */
export function fromPlain(plain: Plain): unknown {
  if (plain === null || typeof plain !== "object") return plain;
  if (Array.isArray(plain)) return plain.map(fromPlain);
  const [[key, of] = ["", null], ...more] = Object.entries(plain);
  if (more.length === 0 && key === "$date") return new Date(of as number);
  if (more.length === 0 && key === "$number") return Number(of);
  if (more.length === 0 && key === "$undefined") return undefined;
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, fromPlain(value)]));
}

/** Whether two are the same. The order of keys does not count. */
export function isSame(a: Plain, b: Plain): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object" || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return a.length === (b as Plain[]).length && a.every((one, i) => isSame(one, (b as Plain[])[i] as Plain));
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] as Plain, (b as { [key: string]: Plain })[key] as Plain));
}
