import { checkIndex } from "../../arguments.js";
import { Method } from "../../generated/numbers.js";
import { args, call, send } from "../../core/wasm.js";
import type { ObservableArray } from "../observable.js";
import type { ElementOf } from "../typed.js";
import { writeValue } from "../value.js";
import { RealTimeContainerElement } from "./container.js";
import type { RealTimeElement } from "./element.js";
import { ARRAY_EVENTS } from "./node.js";
import { found, item, items, length } from "./reading.js";

/** A list of elements. Indices start at 0; an index out of range throws a RangeError. */
export class RealTimeArray<Item = any> extends RealTimeContainerElement<Item[]> implements ObservableArray {
  /** The names of the events. */
  static override readonly Events = ARRAY_EVENTS;

  /** The element at an index. Throws when there is none, unlike `elementAt`. */
  get(index: number): ElementOf<Item> {
    return item<RealTimeElement>(this, index) as ElementOf<Item>;
  }

  /** Replaces the element at an index by a new one made of the value, and returns that. */
  set(index: number, value: Item): ElementOf<Item> {
    return this._put(Method.ArraySet, index, value);
  }

  /** Inserts a new element made of the value before an index, or at the end, and returns it. */
  insert(index: number, value: Item): ElementOf<Item> {
    return this._put(Method.ArrayInsert, index, value);
  }

  /** Removes the element at an index and returns it, detached. */
  remove(index: number): ElementOf<Item> {
    checkIndex(index, "index");
    return found<RealTimeElement>(call(Method.ArrayRemove, this._handle, index), this) as ElementOf<Item>;
  }

  /** Takes the element at one index out and puts it back so that it is at the other. */
  reorder(fromIndex: number, toIndex: number): void {
    checkIndex(fromIndex, "fromIndex");
    checkIndex(toIndex, "toIndex");
    call(Method.ArrayReorder, this._handle, fromIndex, toIndex);
  }

  /** Adds a new element at the end and returns it (not the length). */
  push(value: Item): ElementOf<Item> {
    return this.insert(this.length(), value);
  }

  /** Removes the last element and returns it. Throws when the array is empty. */
  pop(): ElementOf<Item> {
    return this.remove(this._last("pop"));
  }

  /** Adds a new element at the start and returns it (not the length). */
  unshift(value: Item): ElementOf<Item> {
    return this.insert(0, value);
  }

  /** Removes the first element and returns it. Throws when the array is empty. */
  shift(): ElementOf<Item> {
    this._last("shift");
    return this.remove(0);
  }

  /** The number of elements. */
  length(): number {
    return length(this);
  }

  /** Whether the callback returns true for some element. */
  some(callback: (element: ElementOf<Item>, index: number) => boolean): boolean {
    return this._items(callback).some((element, index) => callback(element, index));
  }

  /** Whether the callback returns true for every element. */
  every(callback: (element: ElementOf<Item>, index: number) => boolean): boolean {
    return this._items(callback).every((element, index) => callback(element, index));
  }

  /** The first element for which the callback returns true, or undefined. */
  find(callback: (element: ElementOf<Item>, index: number) => boolean): ElementOf<Item> | undefined {
    return this._items(callback).find((element, index) => callback(element, index));
  }

  /** The index of the first element for which the callback returns true, or -1. */
  findIndex(callback: (element: ElementOf<Item>, index: number) => boolean): number {
    return this._items(callback).findIndex((element, index) => callback(element, index));
  }

  /** Calls back for each element, in order. */
  forEach(callback: (element: ElementOf<Item>, index: number) => void): void {
    this._items(callback).forEach((element, index) => callback(element, index));
  }

  /** @internal */
  protected override _set(value: Item[]): void {
    if (!Array.isArray(value)) throw new TypeError("value must be an array");
    super._set(value);
  }

  private _items(callback: unknown): ElementOf<Item>[] {
    return items<RealTimeElement>(this, callback) as ElementOf<Item>[];
  }

  private _last(what: string): number {
    const length = this.length();
    if (length === 0) throw new RangeError(`${what}() needs an element, but the array is empty`);
    return length - 1;
  }

  private _put(method: Method.ArraySet | Method.ArrayInsert, index: number, value: Item): ElementOf<Item> {
    checkIndex(index, "index");
    const writer = args(3);
    writer.number(this._handle);
    writer.number(index);
    writeValue(writer, value, this._model._policy);
    return found<RealTimeElement>(send(method), this) as ElementOf<Item>;
  }
}
