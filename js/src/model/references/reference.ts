import type { Wire } from "../../core/frames.js";
import { Handles } from "../../core/handles.js";
import { REFERENCE_BITS, ReferenceBit } from "../../generated/masks.js";
import { Method, ReferenceKind } from "../../generated/numbers.js";
import { call, ex, settle } from "../../core/wasm.js";
import { ConvergenceEventEmitter } from "../../emitter.js";
import type { DomainUser } from "../../identity/user.js";
import type { RealTimeElement } from "../elements/element.js";
import type { RealTimeObject } from "../elements/object.js";
import { elementOf } from "../elements/registry.js";
import type { RealTimeString } from "../elements/string.js";
import type { RealTimeModel } from "../model.js";
import type { LocalModelReference } from "./local.js";

/** Names of the kinds of references. */
export type ModelReferenceType = "index" | "range" | "property" | "element";

/** By number of the kind, see generated/numbers.ts. */
const TYPES: readonly (ModelReferenceType | "")[] = ["", "index", "range", "property", "element"];

/** A range of a text: two positions, in either order. */
export interface IndexRange {
  /** Where it was begun, in UTF-16 code units. */
  readonly start: number;
  /** Where it was ended, not included when it is the greater of the two. */
  readonly end: number;
}

/** Selects references; a missing property selects all. */
export interface ReferenceFilter {
  /** Only those of this session. */
  sessionId?: string;
  /** Only those with this key. */
  key?: string;
}

/** A reference of any kind. */
export type AnyReference = ModelReference<any>;

/** What a reference is on: an element, or the model for element references. */
export type ReferenceSource = RealTimeModel | RealTimeElement;

/** The names of the events of references. */
export const REFERENCE_EVENTS = Object.freeze({ SET: "set", CLEARED: "cleared", DISPOSED: "disposed" } as const);

const known = new Handles<AnyReference>((handle) => ex.release_reference(handle));

/** The reference of a handle, if its object exists. */
export function knownReference(handle: number): AnyReference | undefined {
  return known.get(handle);
}

/** Who a reference belongs to; the local session when undefined. */
export type ReferenceOwner = { readonly user: DomainUser; readonly sessionId: string } | undefined;

/**
 * A shared pointer into a document, of this client or another session: a
 * cursor, a selection, marked properties or elements. It moves with the edits.
 */
export abstract class ModelReference<V = any> extends ConvergenceEventEmitter {
  /** The kinds of references. */
  static readonly Types = Object.freeze({
    INDEX: "index",
    RANGE: "range",
    PROPERTY: "property",
    ELEMENT: "element",
  } as const);
  /** The names of the events. */
  static readonly Events = REFERENCE_EVENTS;

  /** @internal The object with which this client changes it, once that was asked for. */
  _local: LocalModelReference<V> | null = null;
  private _mask = 0;
  private _disposed = false;

  /** @internal */
  constructor(
    /** @internal */ readonly _model: RealTimeModel,
    /** @internal */ readonly _handle: number,
    private readonly _kind: number,
    private readonly _source: ReferenceSource,
    private readonly _key: string,
    private readonly _by: ReferenceOwner,
  ) {
    super();
    known.add(_handle, this);
  }

  /** The kind: index, range, property or element. */
  type(): ModelReferenceType {
    return TYPES[this._kind] as ModelReferenceType;
  }

  /** The name, unique within session and source. */
  key(): string {
    return this._key;
  }

  /** The element that it is on; the model for element references. */
  source(): ReferenceSource {
    return this._source;
  }

  /** Whether it belongs to this client. */
  isLocal(): boolean {
    return this._by === undefined;
  }

  /** Whose it is. */
  user(): DomainUser {
    return this._by?.user ?? (this._model.session().user() as DomainUser);
  }

  /** The session that it belongs to. */
  sessionId(): string {
    return this._by?.sessionId ?? this._model.session().sessionId();
  }

  /** Whether it has been given up: by its session, or with the element that it was on. */
  isDisposed(): boolean {
    return (this._disposed ||= call(Method.ReferenceInfo, this._handle)[7]);
  }

  /** The first value; undefined when there is none. */
  value(): V | undefined {
    return this.values()[0];
  }

  /** All values. */
  values(): V[] {
    return this._valuesOf(call(Method.ReferenceValues, this._handle));
  }

  /** Whether there is a value. */
  isSet(): boolean {
    return this.values().length !== 0;
  }

  /** @internal The values of a frame or result. */
  _valuesOf(wire: Wire): V[] {
    return [...(wire as V[])];
  }

  /** @internal Nothing follows the disposed event: listeners are let go. */
  _hasBeenDisposed(): void {
    this._disposed = true;
    this._model._kept.delete(this);
  }

  /** @internal */
  override _listening(): void {
    let mask = this._listened(REFERENCE_BITS, ReferenceBit.All);
    // Without hearing of the end the reference would be kept for ever.
    if (mask !== 0) mask |= ReferenceBit.Disposed;
    if (mask === this._mask) return;
    this._mask = mask;
    if (mask === 0 || this._disposed) this._model._kept.delete(this);
    else this._model._kept.add(this);
    settle(ex.reference_listen(this._handle, mask));
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._model._domain;
  }
}

/** Points to positions in a text: a cursor. */
export class IndexReference extends ModelReference<number> {
  /** The text that it is on. */
  override source(): RealTimeString {
    return super.source() as RealTimeString;
  }
}

/** Points to ranges of a text: a selection. */
export class RangeReference extends ModelReference<IndexRange> {
  /** The text that it is on. */
  override source(): RealTimeString {
    return super.source() as RealTimeString;
  }

  /** @internal */
  override _valuesOf(wire: Wire): IndexRange[] {
    return (wire as [number, number][]).map(([start, end]) => ({ start, end }));
  }
}

/** Points to properties of an object. */
export class PropertyReference extends ModelReference<string> {
  /** The object that it is on. */
  override source(): RealTimeObject {
    return super.source() as RealTimeObject;
  }
}

/** Points to elements of a model. */
export class ElementReference extends ModelReference<RealTimeElement> {
  /** The model. */
  override source(): RealTimeModel {
    return super.source() as RealTimeModel;
  }

  /** @internal */
  override _valuesOf(wire: Wire): RealTimeElement[] {
    const all = (wire as Wire[]).map((one) => elementOf(one, this._model));
    return all.filter((element) => element !== null);
  }
}

const CLASSES = {
  [ReferenceKind.Index]: IndexReference,
  [ReferenceKind.Range]: RangeReference,
  [ReferenceKind.Property]: PropertyReference,
  [ReferenceKind.Element]: ElementReference,
};

/** The object of a reference handle, a new one at first. */
export function modelReference(
  model: RealTimeModel,
  handle: number,
  kind: number,
  source: ReferenceSource,
  key: string,
  by: ReferenceOwner,
): AnyReference {
  const found = known.get(handle);
  if (found !== undefined) return found;
  return new CLASSES[kind as keyof typeof CLASSES](model, handle, kind, source, key, by);
}
