// msgpack, as much of it as the bridge speaks: what calls send and what frames
// and results hold. See docs/bridge.md.
import { readText, writeText } from "./wtf8.js";

/** What can travel over the bridge. */
export type Wire = null | undefined | boolean | number | string | Date | Uint8Array | readonly Wire[] | WireMap;
/** A map with string keys. */
export interface WireMap {
  readonly [key: string]: Wire;
}

/** Extension type of a date: big-endian float64 of milliseconds. */
const EXT_DATE = 1;
const INITIAL = 4096;
/** Up to this many bytes a loop is faster than making a view to copy from. */
const SHORT_COPY = 64;
/** A buffer that grew beyond this is dropped after use. */
const KEEP = 1 << 20;

/** Gathers msgpack in a buffer of its own that grows as needed. */
export class FrameWriter {
  private bytes = new Uint8Array(INITIAL);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  /** Starts anew; what was written before is forgotten. */
  reset(): this {
    this.length = 0;
    return this;
  }

  /** The number of bytes written since `reset`. */
  get size(): number {
    return this.length;
  }

  /** Copies the bytes written since `reset`. */
  copyTo(target: Uint8Array, at: number): void {
    const n = this.length;
    if (n > SHORT_COPY) {
      target.set(this.done(), at);
      return;
    }
    for (let i = 0; i < n; i++) target[at + i] = this.bytes[i] as number;
  }

  /** The bytes written since `reset`, valid until the next `reset`. */
  done(): Uint8Array {
    const out = this.bytes.subarray(0, this.length);
    if (this.bytes.length > KEEP) {
      this.bytes = new Uint8Array(INITIAL);
      this.view = new DataView(this.bytes.buffer);
      this.length = 0;
    }
    return out;
  }

  /** Writes any wire value. */
  write(value: Wire): void {
    switch (typeof value) {
      case "number":
        return this.number(value);
      case "string":
        return this.text(value);
      case "boolean":
        return this.byte(value ? 0xc3 : 0xc2);
    }
    if (value === null || value === undefined) return this.byte(0xc0);
    if (value instanceof Date) return this.date(value.getTime());
    if (value instanceof Uint8Array) return this.data(value);
    if (Array.isArray(value)) {
      this.array(value.length);
      for (const item of value as readonly Wire[]) this.write(item);
      return;
    }
    const map = value as WireMap;
    const keys = Object.keys(map);
    this.map(keys.length);
    for (const key of keys) {
      this.text(key);
      this.write(map[key]);
    }
  }

  /** Writes nil. */
  nil(): void {
    this.byte(0xc0);
  }

  /** Writes an integer of 32 bits as such, every other number as a float64. */
  number(value: number): void {
    const at = this.room(9);
    if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
      if (value >= -32 && value < 128) {
        this.bytes[at] = value & 0xff;
        this.length = at + 1;
      } else {
        this.bytes[at] = 0xd2;
        this.view.setInt32(at + 1, value);
        this.length = at + 5;
      }
      return;
    }
    this.bytes[at] = 0xcb;
    this.view.setFloat64(at + 1, value);
    this.length = at + 9;
  }

  /** Writes text as WTF-8. */
  text(value: string): void {
    const max = value.length * 3;
    // The head is written in the size that the longest form would need.
    const head = max < 32 ? 1 : max < 0x10000 ? 3 : 5;
    const at = this.room(head + max);
    const n = writeText(value, this.bytes, at + head);
    if (head === 1) {
      this.bytes[at] = 0xa0 | n;
    } else if (head === 3) {
      this.bytes[at] = 0xda;
      this.view.setUint16(at + 1, n);
    } else {
      this.bytes[at] = 0xdb;
      this.view.setUint32(at + 1, n);
    }
    this.length = at + head + n;
  }

  /** Writes a date of so many milliseconds since 1970. */
  date(millis: number): void {
    const at = this.room(10);
    this.bytes[at] = 0xd7;
    this.bytes[at + 1] = EXT_DATE;
    this.view.setFloat64(at + 2, millis);
    this.length = at + 10;
  }

  /** Writes bytes. */
  data(value: Uint8Array): void {
    const at = this.room(5 + value.length);
    this.bytes[at] = 0xc6;
    this.view.setUint32(at + 1, value.length);
    this.bytes.set(value, at + 5);
    this.length = at + 5 + value.length;
  }

  /** Writes the head of an array; its items must follow. */
  array(length: number): void {
    this.head(length, 0x90, 0xdc);
  }

  /** Writes the head of a map; its keys and values must follow in turn. */
  map(length: number): void {
    this.head(length, 0x80, 0xde);
  }

  private head(length: number, short: number, long: number): void {
    const at = this.room(5);
    if (length < 16) {
      this.bytes[at] = short | length;
      this.length = at + 1;
    } else if (length < 0x10000) {
      this.bytes[at] = long;
      this.view.setUint16(at + 1, length);
      this.length = at + 3;
    } else {
      this.bytes[at] = long + 1;
      this.view.setUint32(at + 1, length);
      this.length = at + 5;
    }
  }

  byte(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
    this.length = at + 1;
  }

  private room(more: number): number {
    const at = this.length;
    if (at + more > this.bytes.length) {
      const bigger = new Uint8Array(Math.max(this.bytes.length * 2, at + more));
      bigger.set(this.bytes.subarray(0, at));
      this.bytes = bigger;
      this.view = new DataView(bigger.buffer);
    }
    return at;
  }
}

/** Decodes every msgpack value between `from` and `to`, one after the other. */
export function readAll(bytes: Uint8Array, from: number, to: number): Wire[] {
  const reader = new FrameReader(bytes, from, to);
  const out: Wire[] = [];
  while (reader.at < to) out.push(reader.read());
  return out;
}

/** Decodes the one msgpack value between `from` and `to`. */
export function readOne(bytes: Uint8Array, from: number, to: number): Wire {
  return new FrameReader(bytes, from, to).read();
}

// Making a view costs more than reading a short result, so the last one is kept.
let lastBytes: Uint8Array = new Uint8Array(0);
let lastView: DataView = new DataView(lastBytes.buffer);

class FrameReader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly end: number,
  ) {
    if (bytes !== lastBytes) {
      lastBytes = bytes;
      lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.view = lastView;
  }

  read(): Wire {
    const at = this.take(1);
    const c = this.bytes[at] as number;
    if (c < 0x80) return c;
    if (c < 0x90) return this.map(c & 15);
    if (c < 0xa0) return this.array(c & 15);
    if (c < 0xc0) return this.text(c & 31);
    if (c >= 0xe0) return c - 0x100;
    const v = this.view;
    switch (c) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc7: {
        const size = v.getUint8(this.take(1));
        return this.ext(size);
      }
      case 0xca:
        return v.getFloat32(this.take(4));
      case 0xcb:
        return v.getFloat64(this.take(8));
      case 0xcc:
        return v.getUint8(this.take(1));
      case 0xcd:
        return v.getUint16(this.take(2));
      case 0xce:
        return v.getUint32(this.take(4));
      case 0xcf:
        return Number(v.getBigUint64(this.take(8)));
      case 0xd0:
        return v.getInt8(this.take(1));
      case 0xd1:
        return v.getInt16(this.take(2));
      case 0xd2:
        return v.getInt32(this.take(4));
      case 0xd3:
        return Number(v.getBigInt64(this.take(8)));
      case 0xd7:
        return this.ext(8);
      case 0xc4:
        return this.data(v.getUint8(this.take(1)));
      case 0xc5:
        return this.data(v.getUint16(this.take(2)));
      case 0xc6:
        return this.data(v.getUint32(this.take(4)));
      case 0xd9:
        return this.text(v.getUint8(this.take(1)));
      case 0xda:
        return this.text(v.getUint16(this.take(2)));
      case 0xdb:
        return this.text(v.getUint32(this.take(4)));
      case 0xdc:
        return this.array(v.getUint16(this.take(2)));
      case 0xdd:
        return this.array(v.getUint32(this.take(4)));
      case 0xde:
        return this.map(v.getUint16(this.take(2)));
      case 0xdf:
        return this.map(v.getUint32(this.take(4)));
    }
    throw new Error(`the core sent msgpack with the unknown lead byte 0x${c.toString(16)}`);
  }

  private take(n: number): number {
    const at = this.at;
    if (at + n > this.end) throw new Error("the core sent msgpack that ends too early");
    this.at = at + n;
    return at;
  }

  private ext(size: number): Date {
    const type = this.bytes[this.take(1)];
    const at = this.take(size);
    if (type !== EXT_DATE || size !== 8) throw new Error(`the core sent the unknown extension type ${type}`);
    return new Date(this.view.getFloat64(at));
  }

  private text(n: number): string {
    return readText(this.bytes, this.take(n), n);
  }

  private data(n: number): Uint8Array {
    const at = this.take(n);
    return this.bytes.slice(at, at + n);
  }

  private array(n: number): Wire[] {
    const out: Wire[] = [];
    for (let i = 0; i < n; i++) out.push(this.read());
    return out;
  }

  private map(n: number): WireMap {
    const out: Record<string, Wire> = {};
    for (let i = 0; i < n; i++) {
      const key = String(this.read());
      const value = this.read();
      if (key === "__proto__") {
        // A plain assignment would change the prototype instead.
        Object.defineProperty(out, key, { value, writable: true, enumerable: true, configurable: true });
      } else {
        out[key] = value;
      }
    }
    return out;
  }
}
