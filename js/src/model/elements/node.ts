import { Method } from "../../generated/numbers.js";
import { ELEMENT_BITS, ElementBit } from "../../generated/masks.js";
import { call, ex, settle } from "../../core/wasm.js";
import type { ConvergenceDomain } from "../../domain/domain.js";
import { ConvergenceEventEmitter, type IConvergenceEvent } from "../../emitter.js";
import type { Path, PathElement } from "../path.js";
import { jsonOf } from "../value.js";

/** Names of the types of elements. */
export type ModelElementType = "object" | "array" | "string" | "number" | "boolean" | "date" | "null" | "undefined";

/** By number of the kind, see generated/numbers.ts. */
const TYPES: readonly ModelElementType[] = ["undefined", "object", "array", "string", "number", "boolean", "date", "null"];

/** The events that every element has. */
export const ELEMENT_EVENTS = Object.freeze({
  VALUE: "value",
  DETACHED: "detached",
  REFERENCE: "reference",
  MODEL_CHANGED: "model_changed",
} as const);

/** Those of each type, in models and histories. */
export const OBJECT_EVENTS = Object.freeze({ ...ELEMENT_EVENTS, SET: "set", REMOVE: "remove" } as const);
export const STRING_EVENTS = Object.freeze({ ...ELEMENT_EVENTS, INSERT: "insert", REMOVE: "remove", SPLICE: "splice" } as const);
export const ARRAY_EVENTS = Object.freeze({ ...ELEMENT_EVENTS, INSERT: "insert", REMOVE: "remove", SET: "set", REORDER: "reorder" } as const);
export const NUMBER_EVENTS = Object.freeze({ ...ELEMENT_EVENTS, DELTA: "delta" } as const);

/** What elements belong to: a model or a history, with elements of type E. */
export interface ElementOwner<E> {
  /** @internal */
  readonly _domain: ConvergenceDomain;
  /** @internal */
  readonly _isHistory: boolean;
  /** @internal What must not be collected before the owner: objects with listeners. */
  readonly _kept: Set<object>;
  /** @internal The one undefined element. */
  _undefined(): E;
}

/** A node of a document, as far as models and histories have it in common. */
export abstract class ModelNode<T, M extends ElementOwner<unknown>> extends ConvergenceEventEmitter<IConvergenceEvent> {
  private _mask = 0;
  private _id: string | null = null;

  /** @internal */
  constructor(
    /** @internal */ readonly _model: M,
    /** @internal Handle in the core. */ readonly _handle: number,
    /** @internal Number of the type; 0 for undefined. */ readonly _kind: number,
  ) {
    super();
  }

  /** What the element belongs to. */
  model(): M {
    return this._model;
  }

  /** The id of the element, unique within the model and never used again. */
  id(): string {
    return (this._id ??= call(Method.ElementID, this._handle));
  }

  /** The name of the type, for example `string`. */
  type(): ModelElementType {
    return TYPES[this._kind] as ModelElementType;
  }

  /** The way from the root to this element; indices are those of now. A new array each time. */
  path(): Path {
    return call(Method.ElementPath, this._handle) as Path;
  }

  /** The last part of the path; null for the root. */
  relativePath(): PathElement | null {
    return this.path().at(-1) ?? null;
  }

  /** Whether the element is part of the model. */
  isAttached(): boolean {
    return settle(ex.element_attached(this._handle)) === 1;
  }

  /** Whether the element has been removed from the model, or the model is closed. */
  isDetached(): boolean {
    return !this.isAttached();
  }

  /** The value as JSON; dates become `{"$convergenceType": "date", "value": "<ISO 8601>"}`. */
  toJSON(): any {
    return jsonOf(this._get());
  }

  /** @internal */
  protected _get(): T {
    return call(Method.ElementValue, this._handle) as T;
  }

  /** @internal */
  override _listening(): void {
    let mask = this._listened(ELEMENT_BITS, ElementBit.All);
    if (mask !== 0) mask |= ElementBit.Detached;
    if (mask === this._mask) return;
    this._mask = mask;
    this._keep(mask !== 0);
    settle(ex.element_listen(this._handle, mask));
  }

  /** @internal Keeps the element from being collected before its model, or lets it go. */
  _keep(yes: boolean): void {
    if (yes) this._model._kept.add(this);
    else this._model._kept.delete(this);
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._model._domain;
  }
}
