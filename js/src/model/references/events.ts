import type { Wire } from "../../core/frames.js";
import { ReferenceEventCode } from "../../core/methods.js";
import type { IConvergenceEvent } from "../../emitter.js";
import type { RealTimeElement } from "../elements/element.js";
import type { RealTimeModel } from "../model.js";
import { knownReference, type AnyReference, type ModelReference } from "./reference.js";

/** A reference points to something else now. */
export class ReferenceSetEvent<V = any> implements IConvergenceEvent {
  static readonly NAME = "set";
  /** `set` */
  readonly name = ReferenceSetEvent.NAME;
  /** The first value before. */
  readonly oldValue: V | undefined;

  constructor(
    /** The reference. */
    readonly src: ModelReference<V>,
    /** The values before. */
    readonly oldValues: readonly V[],
    /** The values that it did not have before. Ranges are always new ones. */
    readonly addedValues: readonly V[],
    /** The values that it does not have any more. */
    readonly removedValues: readonly V[],
    /** True when it moved because the document was edited, false when its owner moved it. */
    readonly synthetic: boolean,
  ) {
    this.oldValue = oldValues[0];
    Object.freeze(this);
  }

  /** Same as `src`, the name that older applications use. */
  get reference(): ModelReference<V> {
    return this.src;
  }
}

/** A reference points to nothing now. */
export class ReferenceClearedEvent<V = any> implements IConvergenceEvent {
  static readonly NAME = "cleared";
  /** `cleared` */
  readonly name = ReferenceClearedEvent.NAME;
  /** The first value before. */
  readonly oldValue: V | undefined;

  constructor(
    /** The reference. */
    readonly src: ModelReference<V>,
    /** The values before. */
    readonly oldValues: readonly V[],
  ) {
    this.oldValue = oldValues[0];
    Object.freeze(this);
  }

  /** Same as `src`, the name that older applications use. */
  get reference(): ModelReference<V> {
    return this.src;
  }
}

/** A reference is gone. Nothing follows this. */
export class ReferenceDisposedEvent implements IConvergenceEvent {
  static readonly NAME = "disposed";
  /** `disposed` */
  readonly name = ReferenceDisposedEvent.NAME;

  constructor(
    /** The reference. */
    readonly src: AnyReference,
  ) {
    Object.freeze(this);
  }

  /** Same as `src`, the name that older applications use. */
  get reference(): AnyReference {
    return this.src;
  }
}

/** Another session has shared a reference, maybe one without a value yet. */
export class RemoteReferenceCreatedEvent implements IConvergenceEvent {
  static readonly NAME = "reference";
  /** `reference` */
  readonly name = RemoteReferenceCreatedEvent.NAME;

  constructor(
    /** The reference. */
    readonly reference: AnyReference,
    /** The model. */
    readonly model: RealTimeModel,
    /** The element that it is on; undefined for element references. */
    readonly element?: RealTimeElement,
  ) {
    Object.freeze(this);
  }
}

/** A frame `[12, reference, event, old values, values, synthetic]`. */
export function referenceFrame(frame: readonly Wire[]): void {
  const reference = knownReference(frame[1] as number);
  if (reference === undefined) return;
  // Both lists are made while the objects of the one before are held.
  const before = Object.freeze(reference._valuesOf(frame[3]));
  const now = reference._valuesOf(frame[4]);
  switch (frame[2]) {
    case ReferenceEventCode.Set: {
      const added = Object.freeze(now.filter((value) => !before.includes(value)));
      const removed = Object.freeze(before.filter((value) => !now.includes(value)));
      return reference._emit(new ReferenceSetEvent(reference, before, added, removed, frame[5] === true));
    }
    case ReferenceEventCode.Cleared:
      return reference._emit(new ReferenceClearedEvent(reference, before));
    case ReferenceEventCode.Disposed:
      reference._hasBeenDisposed();
      return reference._emit(new ReferenceDisposedEvent(reference));
  }
}
