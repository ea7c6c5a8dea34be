// Text as WTF-8: UTF-8 that also has a form for lone surrogates, so that every
// JavaScript string survives the way to the core and back.

import { made } from "../environment.js";

// The core is not started where these are missing.
const encoder = made("TextEncoder") as TextEncoder;
const utf8 = made("TextDecoder", "utf-8", { fatal: true, ignoreBOM: true }) as TextDecoder;
const utf16 = made("TextDecoder", "utf-16le", { fatal: true, ignoreBOM: true }) as TextDecoder;

/** Up to this many units a loop is faster than a call of the text coders. */
const SHORT = 32;
/** Characters per call of `String.fromCharCode`, far below any argument limit. */
const CHUNK = 8192;

function isWellFormed(text: string): boolean {
  const native = (text as { isWellFormed?: () => boolean }).isWellFormed;
  if (native !== undefined) return native.call(text);
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/.test(text);
}

/**
 * Writes text to `into` at `at` and returns the number of bytes. `into` must
 * have room for three bytes per UTF-16 unit.
 */
export function writeText(text: string, into: Uint8Array, at: number): number {
  const units = text.length;
  if (units > SHORT && isWellFormed(text)) {
    return encoder.encodeInto(text, into.subarray(at)).written;
  }
  let p = at;
  for (let i = 0; i < units; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x80) {
      into[p++] = c;
      continue;
    }
    if (c < 0x800) {
      into[p++] = 0xc0 | (c >> 6);
    } else {
      if ((c & 0xfc00) === 0xd800 && i + 1 < units) {
        const low = text.charCodeAt(i + 1);
        if ((low & 0xfc00) === 0xdc00) {
          i++;
          c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
        }
      }
      if (c >= 0x10000) {
        into[p++] = 0xf0 | (c >> 18);
        into[p++] = 0x80 | ((c >> 12) & 0x3f);
      } else {
        into[p++] = 0xe0 | (c >> 12);
      }
      into[p++] = 0x80 | ((c >> 6) & 0x3f);
    }
    into[p++] = 0x80 | (c & 0x3f);
  }
  return p - at;
}

/** Reads `length` bytes of WTF-8. Malformed bytes become U+FFFD. */
export function readText(from: Uint8Array, at: number, length: number): string {
  if (length <= SHORT) {
    let text = "";
    let i = at;
    const end = at + length;
    for (; i < end; i++) {
      const c = from[i] as number;
      if (c >= 0x80) break;
      text += String.fromCharCode(c);
    }
    if (i === end) return text;
  } else {
    try {
      return utf8.decode(from.subarray(at, at + length));
    } catch {
      // Not UTF-8: there are lone surrogates in it.
    }
  }
  return readSlowly(from, at, at + length);
}

function readSlowly(from: Uint8Array, at: number, end: number): string {
  const tail = (i: number) => (i < end && ((from[i] as number) & 0xc0) === 0x80 ? (from[i] as number) & 0x3f : -1);
  let text = "";
  let units: number[] = [];
  for (let i = at; i < end; ) {
    const c = from[i] as number;
    const size = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
    let code = size === 1 ? c : c & (0x7f >> size);
    let n = 1;
    for (; n < size; n++) {
      const more = tail(i + n);
      if (more < 0) break;
      code = (code << 6) | more;
    }
    if (size === 0 || n < size || code > 0x10ffff || (size === 3 && code < 0x800) || (size === 4 && code < 0x10000)) {
      units.push(0xfffd);
    } else if (code >= 0x10000) {
      units.push(0xd7c0 + (code >> 10), 0xdc00 | (code & 0x3ff));
    } else {
      units.push(code);
    }
    i += n;
    if (units.length >= CHUNK) {
      text += String.fromCharCode.apply(null, units);
      units = [];
    }
  }
  return text + String.fromCharCode.apply(null, units);
}

/** Reads `units` UTF-16 code units that start at byte `at`, an even address. */
export function readUnits(bytes: Uint8Array, words: Uint16Array, at: number, units: number): string {
  const from = at >> 1;
  if (units <= SHORT) {
    let text = "";
    for (let i = 0; i < units; i++) text += String.fromCharCode(words[from + i] as number);
    return text;
  }
  try {
    return utf16.decode(bytes.subarray(at, at + units * 2));
  } catch {
    // The decoder knows no lone surrogates.
  }
  let text = "";
  for (let i = 0; i < units; i += CHUNK) {
    const chunk = words.subarray(from + i, from + Math.min(i + CHUNK, units));
    text += String.fromCharCode.apply(null, chunk as unknown as number[]);
  }
  return text;
}
