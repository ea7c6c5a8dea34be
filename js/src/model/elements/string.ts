import { checkIndex, checkString } from "../../arguments.js";
import { ReferenceKind } from "../../generated/numbers.js";
import { ex, putUnits, settle } from "../../core/wasm.js";
import type { ObservableString } from "../observable.js";
import type { LocalIndexReference, LocalRangeReference } from "../references/local.js";
import { RealTimeElement } from "./element.js";
import { STRING_EVENTS } from "./node.js";
import { length, text } from "./reading.js";

/** Text. Indices and lengths are UTF-16 code units, as in JavaScript strings. */
export class RealTimeString extends RealTimeElement<string> implements ObservableString {
  /** The names of the events. */
  static override readonly Events = STRING_EVENTS;

  /** Inserts text. Throws a RangeError when the index is beyond the end. */
  insert(index: number, text: string): void {
    // The fast test first: this is called for every key that is typed.
    if (!(index >= 0 && (index | 0) === index)) checkIndex(index, "index");
    if (typeof text !== "string") checkString(text, "text");
    settle(ex.string_splice(this._handle, index, 0, putUnits(text)));
  }

  /** Removes text. Throws a RangeError when the range goes beyond the end. */
  remove(index: number, length: number): void {
    if (!(length >= 0 && (length | 0) === length)) checkIndex(length, "length");
    this.splice(index, length, "");
  }

  /** Replaces a range of the text. Throws a RangeError when it goes beyond the end. */
  splice(index: number, deleteCount: number, text: string): void {
    if (!(index >= 0 && (index | 0) === index)) checkIndex(index, "index");
    if (!(deleteCount >= 0 && (deleteCount | 0) === deleteCount)) checkIndex(deleteCount, "deleteCount");
    if (typeof text !== "string") checkString(text, "text");
    settle(ex.string_splice(this._handle, index, deleteCount, putUnits(text)));
  }

  /** The number of UTF-16 code units. */
  length(): number {
    return length(this);
  }

  /** This client's reference of that key to positions: a cursor. Throws when the key is in use by another kind. */
  indexReference(key: string): LocalIndexReference {
    return this._model._localReference(this, ReferenceKind.Index, key) as LocalIndexReference;
  }

  /** This client's reference of that key to ranges: a selection. Throws when the key is in use by another kind. */
  rangeReference(key: string): LocalRangeReference {
    return this._model._localReference(this, ReferenceKind.Range, key) as LocalRangeReference;
  }

  /** @internal */
  protected override _get(): string {
    return text(this);
  }

  /** @internal */
  protected override _set(value: string): void {
    checkString(value, "value");
    super._set(value);
  }
}
