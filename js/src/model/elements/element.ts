import { Method } from "../../core/methods.js";
import { args, call, ex, send, settle } from "../../core/wasm.js";
import { ConvergenceEventEmitter, type IConvergenceEvent } from "../../emitter.js";
import { notSupported } from "../../errors.js";
import type { RealTimeModel } from "../model.js";
import type { Path, PathElement } from "../path.js";
import { jsonOf, writeValue } from "../value.js";
import type { RealTimeContainerElement } from "./container.js";
import { elementOf, keep } from "./registry.js";

/** Selects references; a missing property selects all. */
export interface ReferenceFilter {
  sessionId?: string;
  key?: string;
}

/** Names of the types of elements. */
export type ModelElementType = "object" | "array" | "string" | "number" | "boolean" | "date" | "null" | "undefined";

/** Bits of the listening mask by event name, for every kind of element. */
const BITS: { readonly [name: string]: number } = {
  value: 1 << 0,
  detached: 1 << 1,
  reference: 1 << 2,
  model_changed: 1 << 3,
  set: 1 << 4,
  remove: 1 << 5,
  insert: 1 << 6,
  reorder: 1 << 7,
  splice: 1 << 8,
  delta: 1 << 9,
};
const ALL_BITS = (1 << 10) - 1;
const DETACHED_BIT = 1 << 1;

/** @internal The events that every element has. */
export const ELEMENT_EVENTS = {
  VALUE: "value",
  DETACHED: "detached",
  REFERENCE: "reference",
  MODEL_CHANGED: "model_changed",
} as const;

/**
 * A node of a shared document. Reads and edits are synchronous. Edits throw an
 * Error when the session may not write or the element is detached.
 */
export abstract class RealTimeElement<T = unknown> extends ConvergenceEventEmitter<IConvergenceEvent> {
  static readonly Events = Object.freeze({ ...ELEMENT_EVENTS });

  private _mask = 0;
  private _id: string | null = null;

  /** @internal */
  constructor(
    /** @internal */ readonly _model: RealTimeModel,
    /** @internal Handle in the core. */ readonly _handle: number,
  ) {
    super();
  }

  /** The model that the element belongs to. */
  model(): RealTimeModel {
    return this._model;
  }

  /** The id of the element, unique within the model and never used again. */
  id(): string {
    return (this._id ??= call(Method.ElementID, this._handle) as string);
  }

  /** The name of the type, for example `string`. */
  abstract type(): ModelElementType;

  /** The way from the root to this element; indices are those of now. A new array each time. */
  path(): Path {
    return call(Method.ElementPath, this._handle) as Path;
  }

  /** The object or array that holds this element; null for the root. */
  parent(): RealTimeContainerElement | null {
    return elementOf(call(Method.ElementParent, this._handle), this._model) as RealTimeContainerElement | null;
  }

  /** The last part of the path; null for the root. */
  relativePath(): PathElement | null {
    return this.path().at(-1) ?? null;
  }

  /** Removes the element from its parent. Throws for the root. */
  removeFromParent(): void {
    call(Method.ElementRemove, this._handle);
  }

  /** Whether the element is part of the model. */
  isAttached(): boolean {
    return settle(ex.element_attached(this._handle)) === 1;
  }

  /** Whether the element has been removed from the model, or the model is closed. */
  isDetached(): boolean {
    return !this.isAttached();
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

  /** The value as JSON; dates become `{"$convergenceType": "date", "value": "<ISO 8601>"}`. */
  toJSON(): unknown {
    return jsonOf(this.value());
  }

  /** A reference of another session on this element. Not supported yet: throws. */
  reference(_sessionId: string, _key: string): never {
    throw notSupported("element.reference()");
  }

  /** The references on this element. Not supported yet: throws. */
  references(_filter?: ReferenceFilter): never {
    throw notSupported("element.references()");
  }

  /** @internal */
  protected _get(): T {
    return call(Method.ElementValue, this._handle) as T;
  }

  /** @internal */
  protected _set(value: T): void {
    const writer = args(2);
    writer.number(this._handle);
    writeValue(writer, value, this._model._policy);
    send(Method.ElementSetValue);
  }

  /** @internal */
  override _listening(): void {
    let mask = 0;
    if (this._observed()) mask = ALL_BITS;
    else for (const name of this._heard()) mask |= BITS[name] ?? 0;
    if (mask !== 0) mask |= DETACHED_BIT;
    if (mask === this._mask) return;
    this._mask = mask;
    keep(this, mask !== 0);
    settle(ex.element_listen(this._handle, mask));
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._model._reportsTo();
  }
}
