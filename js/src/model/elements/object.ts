import { checkFunction, checkString } from "../../arguments.js";
import { Method } from "../../core/methods.js";
import { args, call, send } from "../../core/wasm.js";
import type { Wire } from "../../core/frames.js";
import { notSupported } from "../../errors.js";
import { writeValue } from "../value.js";
import { RealTimeContainerElement } from "./container.js";
import { ELEMENT_EVENTS, type ModelElementType, type RealTimeElement } from "./element.js";

/** Named properties, each of which is an element. Properties keep the order in which they were added. */
export class RealTimeObject extends RealTimeContainerElement<{ [key: string]: any }> {
  static override readonly Events = Object.freeze({ ...ELEMENT_EVENTS, SET: "set", REMOVE: "remove" } as const);

  override type(): ModelElementType {
    return "object";
  }

  /** The element of a property; the undefined element when there is none. */
  get(key: string): RealTimeElement {
    checkString(key, "key");
    return this._element(call(Method.ObjectGet, this._handle, key));
  }

  /** Sets a property to a new element made of the value, and returns that. The old element is detached. */
  set(key: string, value: unknown): RealTimeElement {
    checkString(key, "key");
    const writer = args(3);
    writer.number(this._handle);
    writer.text(key);
    writeValue(writer, value, this._model._policy);
    return this._element(send(Method.ObjectSet));
  }

  /** Removes a property and returns its element, detached; the undefined element when there was none. */
  remove(key: string): RealTimeElement {
    checkString(key, "key");
    return this._element(call(Method.ObjectRemove, this._handle, key));
  }

  /** The names of the properties. */
  keys(): string[] {
    return call(Method.ObjectKeys, this._handle) as string[];
  }

  /** Whether there is a property of that name. */
  hasKey(key: string): boolean {
    checkString(key, "key");
    // The element is looked up as an object, so that its handle has an owner.
    return this.get(key) !== this._model._undefined();
  }

  /** Calls back for each property, in order. */
  forEach(callback: (element: RealTimeElement, key: string) => void): void {
    checkFunction(callback, "callback");
    const entries = call(Method.ObjectEntries, this._handle) as Wire[];
    const found: [RealTimeElement, string][] = [];
    for (let i = 0; i < entries.length; i += 2) found.push([this._element(entries[i + 1]), entries[i] as string]);
    for (const [element, key] of found) callback(element, key);
  }

  /** A shared pointer to properties of this object. Not supported yet: throws. */
  propertyReference(_key: string): never {
    throw notSupported("object.propertyReference()");
  }

  /** @internal */
  protected override _set(value: { [key: string]: unknown }): void {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new TypeError("value must be an object");
    }
    super._set(value);
  }
}
