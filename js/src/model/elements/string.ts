import { checkIndex, checkString } from "../../arguments.js";
import { ex, outputUnits, putUnits, settle } from "../../core/wasm.js";
import { notSupported } from "../../errors.js";
import { ELEMENT_EVENTS, RealTimeElement, type ModelElementType } from "./element.js";

/** Text. Indices and lengths are UTF-16 code units, as in JavaScript strings. */
export class RealTimeString extends RealTimeElement<string> {
  static override readonly Events = Object.freeze({
    ...ELEMENT_EVENTS,
    INSERT: "insert",
    REMOVE: "remove",
    SPLICE: "splice",
  } as const);

  override type(): ModelElementType {
    return "string";
  }

  /** Inserts text. Throws a RangeError when the index is beyond the end. */
  insert(index: number, text: string): void {
    this.splice(index, 0, text);
  }

  /** Removes text. Throws a RangeError when the range goes beyond the end. */
  remove(index: number, length: number): void {
    if (!(length >= 0 && (length | 0) === length)) checkIndex(length, "length");
    this.splice(index, length, "");
  }

  /** Replaces a range of the text. Throws a RangeError when it goes beyond the end. */
  splice(index: number, deleteCount: number, text: string): void {
    // The fast test first: this is called for every key that is typed.
    if (!(index >= 0 && (index | 0) === index)) checkIndex(index, "index");
    if (!(deleteCount >= 0 && (deleteCount | 0) === deleteCount)) checkIndex(deleteCount, "deleteCount");
    if (typeof text !== "string") checkString(text, "text");
    putUnits(text);
    settle(ex.string_splice(this._handle, index, deleteCount, text.length));
  }

  /** The number of UTF-16 code units. */
  length(): number {
    const n = ex.element_length(this._handle);
    return n < 0 ? settle(n) : n;
  }

  /** A shared cursor. Not supported yet: throws. */
  indexReference(_key: string): never {
    throw notSupported("string.indexReference()");
  }

  /** A shared selection. Not supported yet: throws. */
  rangeReference(_key: string): never {
    throw notSupported("string.rangeReference()");
  }

  /** @internal */
  protected override _get(): string {
    const n = ex.string_value(this._handle);
    if (n < 0) settle(n);
    return outputUnits(n);
  }

  /** @internal */
  protected override _set(value: string): void {
    checkString(value, "value");
    super._set(value);
  }
}
