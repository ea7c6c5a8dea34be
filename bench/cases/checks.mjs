// A wrong result is an error, not a number.
export function check(ok, what) {
  if (!ok) throw new Error(`wrong result: ${what}`);
}

// A value with the keys of its objects in order, as text to compare.
export function canonical(value) {
  return JSON.stringify(sorted(value));
}

function sorted(value) {
  if (value instanceof Map) value = Object.fromEntries(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (value && typeof value === 'object') return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  return value;
}

// A small generator of numbers below n, the same for every library.
export function numbers(seed) {
  let s = seed >>> 0;
  return (n) => {
    s = (Math.imul(s ^ (s >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const t = Math.imul(s ^ (s >>> 13), 0x297a2d39) >>> 0;
    return ((t ^ (t >>> 16)) >>> 0) % n;
  };
}

export const sizeOf = (update) => (typeof update === 'string' ? update.length : update.byteLength);
export const bytesOf = (updates) => updates.reduce((sum, update) => sum + sizeOf(update), 0);
