import { checkFunction, checkIndex } from "../../arguments.js";
import type { Wire } from "../../core/frames.js";
import { Method } from "../../core/methods.js";
import { args, call, ex, send, settle } from "../../core/wasm.js";
import { writeValue } from "../value.js";
import { RealTimeContainerElement } from "./container.js";
import { ELEMENT_EVENTS, type ModelElementType, type RealTimeElement } from "./element.js";

/** A list of elements. Indices start at 0; an index out of range throws a RangeError. */
export class RealTimeArray extends RealTimeContainerElement<any[]> {
  static override readonly Events = Object.freeze({
    ...ELEMENT_EVENTS,
    INSERT: "insert",
    REMOVE: "remove",
    SET: "set",
    REORDER: "reorder",
  } as const);

  override type(): ModelElementType {
    return "array";
  }

  /** The element at an index. Throws when there is none, unlike `elementAt`. */
  get(index: number): RealTimeElement {
    checkIndex(index, "index");
    const found = call(Method.ArrayGet, this._handle, index);
    if (found == null) throw new RangeError(`index is out of range: ${index} of ${this.length()}`);
    return this._element(found);
  }

  /** Replaces the element at an index by a new one made of the value, and returns that. */
  set(index: number, value: unknown): RealTimeElement {
    return this._put(Method.ArraySet, index, value);
  }

  /** Inserts a new element made of the value before an index, or at the end, and returns it. */
  insert(index: number, value: unknown): RealTimeElement {
    return this._put(Method.ArrayInsert, index, value);
  }

  /** Removes the element at an index and returns it, detached. */
  remove(index: number): RealTimeElement {
    checkIndex(index, "index");
    return this._element(call(Method.ArrayRemove, this._handle, index));
  }

  /** Takes the element at one index out and puts it back so that it is at the other. */
  reorder(fromIndex: number, toIndex: number): void {
    checkIndex(fromIndex, "fromIndex");
    checkIndex(toIndex, "toIndex");
    call(Method.ArrayReorder, this._handle, fromIndex, toIndex);
  }

  /** Adds a new element at the end and returns it (not the length). */
  push(value: unknown): RealTimeElement {
    return this.insert(this.length(), value);
  }

  /** Removes the last element and returns it. Throws when the array is empty. */
  pop(): RealTimeElement {
    return this.remove(this._last("pop"));
  }

  /** Adds a new element at the start and returns it (not the length). */
  unshift(value: unknown): RealTimeElement {
    return this.insert(0, value);
  }

  /** Removes the first element and returns it. Throws when the array is empty. */
  shift(): RealTimeElement {
    this._last("shift");
    return this.remove(0);
  }

  /** The number of elements. */
  length(): number {
    const n = ex.element_length(this._handle);
    return n < 0 ? settle(n) : n;
  }

  /** Whether the callback returns true for some element. */
  some(callback: (element: RealTimeElement, index: number) => boolean): boolean {
    return this._items(callback).some((element, index) => callback(element, index));
  }

  /** Whether the callback returns true for every element. */
  every(callback: (element: RealTimeElement, index: number) => boolean): boolean {
    return this._items(callback).every((element, index) => callback(element, index));
  }

  /** The first element for which the callback returns true, or undefined. */
  find(callback: (element: RealTimeElement, index: number) => boolean): RealTimeElement | undefined {
    return this._items(callback).find((element, index) => callback(element, index));
  }

  /** The index of the first element for which the callback returns true, or -1. */
  findIndex(callback: (element: RealTimeElement, index: number) => boolean): number {
    return this._items(callback).findIndex((element, index) => callback(element, index));
  }

  /** Calls back for each element, in order. */
  forEach(callback: (element: RealTimeElement, index: number) => void): void {
    this._items(callback).forEach((element, index) => callback(element, index));
  }

  /** @internal */
  protected override _set(value: unknown[]): void {
    if (!Array.isArray(value)) throw new TypeError("value must be an array");
    super._set(value);
  }

  private _items(callback: unknown): RealTimeElement[] {
    checkFunction(callback, "callback");
    return (call(Method.ArrayItems, this._handle) as Wire[]).map((item) => this._element(item));
  }

  private _last(what: string): number {
    const length = this.length();
    if (length === 0) throw new RangeError(`${what}() needs an element, but the array is empty`);
    return length - 1;
  }

  private _put(method: number, index: number, value: unknown): RealTimeElement {
    checkIndex(index, "index");
    const writer = args(3);
    writer.number(this._handle);
    writer.number(index);
    writeValue(writer, value, this._model._policy);
    return this._element(send(method));
  }
}
