import { checkString } from "../../arguments.js";
import { Method, ReferenceKind } from "../../generated/numbers.js";
import { args, call, send } from "../../core/wasm.js";
import type { ObservableObject } from "../observable.js";
import type { LocalPropertyReference } from "../references/local.js";
import type { ElementOf } from "../typed.js";
import { writeValue } from "../value.js";
import { RealTimeContainerElement } from "./container.js";
import type { RealTimeElement } from "./element.js";
import { OBJECT_EVENTS } from "./node.js";
import { forEachProperty, found, hasProperty, keys, property } from "./reading.js";

/**
 * Named properties, each of which is an element. They are in the order in which
 * this client got them: two that were added at the same time may be the other
 * way round elsewhere.
 */
export class RealTimeObject<T extends object = { [key: string]: any }> extends RealTimeContainerElement<T> implements ObservableObject {
  /** The names of the events. */
  static override readonly Events = OBJECT_EVENTS;

  /** The element of a property; the undefined element when there is none. */
  get<K extends keyof T & string>(key: K): ElementOf<T[K]> {
    return property<RealTimeElement>(this, key) as ElementOf<T[K]>;
  }

  /** Sets a property to a new element made of the value, and returns that. The old element is detached. */
  set<K extends keyof T & string>(key: K, value: T[K]): ElementOf<T[K]> {
    checkString(key, "key");
    const writer = args(3);
    writer.number(this._handle);
    writer.text(key);
    writeValue(writer, value, this._model._policy);
    return found<RealTimeElement>(send(Method.ObjectSet), this) as ElementOf<T[K]>;
  }

  /** Removes a property and returns its element, detached; the undefined element when there was none. */
  remove<K extends keyof T & string>(key: K): ElementOf<T[K]> {
    checkString(key, "key");
    return found<RealTimeElement>(call(Method.ObjectRemove, this._handle, key), this) as ElementOf<T[K]>;
  }

  /** The names of the properties. */
  keys(): string[] {
    return keys(this);
  }

  /** Whether there is a property of that name. */
  hasKey(key: string): boolean {
    return hasProperty(this, key);
  }

  /** Calls back for each property, in order. */
  forEach(callback: (element: RealTimeElement, key: string) => void): void {
    forEachProperty<RealTimeElement>(this, callback);
  }

  /** This client's reference of that key to properties of this object. Throws when the key is in use by another kind. */
  propertyReference(key: string): LocalPropertyReference {
    return this._model._localReference(this, ReferenceKind.Property, key) as LocalPropertyReference;
  }

  /** @internal */
  protected override _set(value: T): void {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new TypeError("value must be an object");
    }
    super._set(value);
  }
}
