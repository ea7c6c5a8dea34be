import { checkIndex, checkString, describe } from "../../arguments.js";
import type { Wire } from "../../core/frames.js";
import { Method, ReferenceKind } from "../../generated/numbers.js";
import { call } from "../../core/wasm.js";
import { ConvergenceEventEmitter, type IConvergenceEvent } from "../../emitter.js";
import type { DomainUser } from "../../identity/user.js";
import { RealTimeElement } from "../elements/element.js";
import {
  REFERENCE_EVENTS,
  type ElementReference,
  type IndexRange,
  type IndexReference,
  type ModelReference,
  type ModelReferenceType,
  type PropertyReference,
  type RangeReference,
  type ReferenceSource,
} from "./reference.js";

/**
 * A reference of this client, which it can move, share and withdraw. Emits the
 * events of the underlying reference. Changing it throws an Error when its
 * element is detached or the model is closed.
 */
export abstract class LocalModelReference<
  V = any,
  R extends ModelReference<V> = ModelReference<V>,
> extends ConvergenceEventEmitter {
  /** The names of the events. */
  static readonly Events = REFERENCE_EVENTS;

  private readonly _forward = (event: IConvergenceEvent) => this._emit(event);
  private _forwarding: { unsubscribe(): void } | null = null;
  private _names: readonly string[] = [];

  /** @internal */
  constructor(private readonly _reference: R) {
    super();
  }

  /** The kind: index, range, property or element. */
  type(): ModelReferenceType {
    return this._reference.type();
  }

  /** The name, unique within session and source. */
  key(): string {
    return this._reference.key();
  }

  /** The element that it is on; the model for element references. */
  source(): ReturnType<R["source"]> {
    return this._reference.source() as ReferenceSource as ReturnType<R["source"]>;
  }

  /** True. */
  isLocal(): boolean {
    return true;
  }

  /** The user of this client. */
  user(): DomainUser {
    return this._reference.user();
  }

  /** The session of this client. */
  sessionId(): string {
    return this._reference.sessionId();
  }

  /** Whether it has been given up, by `dispose` or with the element that it was on. */
  isDisposed(): boolean {
    return this._reference.isDisposed();
  }

  /** The first value; undefined when there is none. */
  value(): V | undefined;
  /** Same as `set`, for applications of older clients. */
  value(value: V): void;
  value(value?: V): V | undefined | void {
    if (arguments.length !== 0) return this.set(value as V);
    return this._reference.value();
  }

  /** All values. */
  values(): V[];
  /** Same as `set`, for applications of older clients. */
  values(values: V[]): void;
  values(values?: V[]): V[] | void {
    if (arguments.length !== 0) return this.set(values as V[]);
    return this._reference.values();
  }

  /** The reference as others see it: without the means to change it. */
  reference(): R {
    return this._reference;
  }

  /** Shows the reference to the other sessions, from now on with every change. */
  share(): void {
    call(Method.ReferenceShare, this._reference._handle);
  }

  /** Withdraws the reference from the other sessions. It keeps its values. */
  unshare(): void {
    call(Method.ReferenceUnshare, this._reference._handle);
  }

  /** Whether the other sessions see the reference. */
  isShared(): boolean {
    return call(Method.ReferenceInfo, this._reference._handle)[6];
  }

  /** Points to something else. Throws when a value is of the wrong type or not within the document. */
  set(values: V | readonly V[]): void {
    const list = Array.isArray(values) ? (values as V[]) : [values as V];
    const wire = list.map((value, i) => this._wireOf(value, Array.isArray(values) ? `values[${i}]` : "value"));
    call(Method.ReferenceSet, this._reference._handle, wire);
  }

  /** Points to nothing. */
  clear(): void {
    call(Method.ReferenceClear, this._reference._handle);
  }

  /** Whether there is a value. */
  isSet(): boolean {
    return this._reference.isSet();
  }

  /** Withdraws the reference and frees its key. Does nothing when that was done before. */
  dispose(): void {
    if (!this.isDisposed()) call(Method.ReferenceDispose, this._reference._handle);
  }

  /** @internal Checks a value and returns what is sent for it. */
  protected abstract _wireOf(value: V, name: string): Wire;

  /** @internal Listens to the underlying reference while somebody listens here. */
  override _listening(): void {
    const wanted = this._observed() ? [] : [...this._heard()];
    for (const name of this._names) if (!wanted.includes(name)) this._reference.off(name, this._forward);
    for (const name of wanted) this._reference.on(name, this._forward);
    this._names = wanted;
    if (this._observed()) {
      this._forwarding ??= this._reference.events().subscribe(this._forward);
    } else {
      this._forwarding?.unsubscribe();
      this._forwarding = null;
    }
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._reference._reportsTo();
  }
}

/** A cursor of this client. */
export class LocalIndexReference extends LocalModelReference<number, IndexReference> {
  /** @internal */
  protected override _wireOf(value: number, name: string): Wire {
    checkIndex(value, name);
    return value;
  }
}

/** A selection of this client. */
export class LocalRangeReference extends LocalModelReference<IndexRange, RangeReference> {
  /** @internal */
  protected override _wireOf(value: IndexRange, name: string): Wire {
    if (typeof value !== "object" || value === null) {
      throw new TypeError(`${name} must be an object {start, end}, but is ${describe(value)}`);
    }
    checkIndex(value.start, `${name}.start`);
    checkIndex(value.end, `${name}.end`);
    return [value.start, value.end];
  }
}

/** Properties that this client points to. */
export class LocalPropertyReference extends LocalModelReference<string, PropertyReference> {
  /** @internal */
  protected override _wireOf(value: string, name: string): Wire {
    checkString(value, name);
    return value;
  }
}

/** Elements that this client points to. */
export class LocalElementReference extends LocalModelReference<RealTimeElement, ElementReference> {
  /** @internal */
  protected override _wireOf(value: RealTimeElement, name: string): Wire {
    if (!(value instanceof RealTimeElement) || value._model !== this.source()) {
      throw new TypeError(`${name} must be an element of the model, but is ${describe(value)}`);
    }
    if (value._handle === 0 || value.isDetached()) throw new Error(`${name} is a detached or undefined element`);
    return value._handle;
  }
}

const CLASSES = {
  [ReferenceKind.Index]: LocalIndexReference,
  [ReferenceKind.Range]: LocalRangeReference,
  [ReferenceKind.Property]: LocalPropertyReference,
  [ReferenceKind.Element]: LocalElementReference,
} as { [kind: number]: new (reference: any) => LocalModelReference<any, any> };

/** The object with which this client changes its reference; the same as long as somebody holds it. */
export function localReference(reference: ModelReference<any>, kind: number): LocalModelReference<any, any> {
  return (reference._local ??= new (CLASSES[kind] as (typeof CLASSES)[number])(reference));
}
