import { Method } from "../../generated/numbers.js";
import { args, call, send } from "../../core/wasm.js";
import type { RealTimeModel } from "../model.js";
import type { ObservableElement } from "../observable.js";
import { referenceOf, referencesOf } from "../references/lists.js";
import type { AnyReference, ReferenceFilter } from "../references/reference.js";
import { writeValue } from "../value.js";
import type { RealTimeContainerElement } from "./container.js";
import { ELEMENT_EVENTS, ModelNode } from "./node.js";
import { elementOf } from "./registry.js";

/**
 * A node of a shared document. Reads and edits are synchronous. Edits throw an
 * Error when the session may not write or the element is detached.
 */
export abstract class RealTimeElement<T = any> extends ModelNode<T, RealTimeModel> implements ObservableElement<T> {
  /** The names of the events. */
  static readonly Events = ELEMENT_EVENTS;

  /** The object or array that holds this element; null for the root. */
  parent(): RealTimeContainerElement | null {
    return elementOf(call(Method.ElementParent, this._handle), this._model) as RealTimeContainerElement | null;
  }

  /** Removes the element from its parent. Throws for the root. */
  removeFromParent(): void {
    call(Method.ElementRemove, this._handle);
  }

  /** The plain value: a deep copy of everything below this element. */
  value(): T;
  /**
   * Replaces the content; the element itself stays. Throws a ConvergenceError
   * of code `unsupported_type` for what cannot be shared.
   */
  value(value: T): void;
  value(value?: T): T | void {
    if (arguments.length !== 0) {
      this._set(value as T);
      return;
    }
    return this._get();
  }

  /** The reference of a session with a key on this element, or undefined. */
  reference(sessionId: string, key: string): AnyReference | undefined {
    return referenceOf(this._model, this, sessionId, key);
  }

  /** The references on this element, those of this client included. */
  references(filter?: ReferenceFilter): AnyReference[] {
    return referencesOf(this._model, this, filter);
  }

  /** @internal */
  protected _set(value: T): void {
    const writer = args(2);
    writer.number(this._handle);
    writeValue(writer, value, this._model._policy);
    send(Method.ElementSetValue);
  }
}
