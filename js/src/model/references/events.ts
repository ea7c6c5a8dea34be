import type { FrameOf } from "../../generated/calls.js";
import { ReferenceEventCode, type Frame } from "../../generated/numbers.js";
import type { IConvergenceEvent } from "../../emitter.js";
import { eventClass } from "../../records.js";
import type { RealTimeElement } from "../elements/element.js";
import type { RealTimeModel } from "../model.js";
import { knownReference, type AnyReference, type ModelReference } from "./reference.js";

/** What the events of one reference have in common. */
abstract class ReferenceEvent<R extends AnyReference = AnyReference, N extends string = string> implements IConvergenceEvent<N> {
  /** The name of the event. */
  declare readonly name: N;
  /** The reference. */
  declare readonly src: R;

  /** Same as `src`, the name that older applications use. */
  get reference(): R {
    return this.src;
  }
}

/** A reference points to something else now. */
export interface ReferenceSetEvent<V = any> extends ReferenceEvent<ModelReference<V>, "set"> {
  /** The values before. */
  readonly oldValues: readonly V[];
  /** The first value before. */
  readonly oldValue: V | undefined;
  /** The values that it did not have before. Ranges are always new ones. */
  readonly addedValues: readonly V[];
  /** The values that it does not have any more. */
  readonly removedValues: readonly V[];
  /** True when it moved because the document was edited, false when its owner moved it. */
  readonly synthetic: boolean;
}
export const ReferenceSetEvent = eventClass<ReferenceSetEvent>()(
  "set",
  "src oldValues oldValue addedValues removedValues synthetic",
  ReferenceEvent,
);

/** A reference points to nothing now. */
export interface ReferenceClearedEvent<V = any> extends ReferenceEvent<ModelReference<V>, "cleared"> {
  /** The values before. */
  readonly oldValues: readonly V[];
  /** The first value before. */
  readonly oldValue: V | undefined;
}
export const ReferenceClearedEvent = eventClass<ReferenceClearedEvent>()("cleared", "src oldValues oldValue", ReferenceEvent);

/** A reference is gone. Nothing follows this. */
export interface ReferenceDisposedEvent extends ReferenceEvent<AnyReference, "disposed"> {}
export const ReferenceDisposedEvent = eventClass<ReferenceDisposedEvent>()("disposed", "src", ReferenceEvent);

/** Another session has shared a reference, maybe one without a value yet. */
export interface RemoteReferenceCreatedEvent extends IConvergenceEvent<"reference"> {
  /** The reference. */
  readonly reference: AnyReference;
  /** The model. */
  readonly model: RealTimeModel;
  /** The element that it is on; undefined for element references. */
  readonly element?: RealTimeElement;
}
export const RemoteReferenceCreatedEvent = eventClass<RemoteReferenceCreatedEvent>()("reference", "reference model element");

/** Tells a reference what happened to it. */
export function referenceFrame(frame: FrameOf<Frame.ReferenceEvent>): void {
  const reference = knownReference(frame[1]);
  if (reference === undefined) return;
  // Both lists are made while the objects of the one before are held.
  const before = Object.freeze(reference._valuesOf(frame[3]));
  const now = reference._valuesOf(frame[4]);
  switch (frame[2]) {
    case ReferenceEventCode.Set: {
      const added = Object.freeze(now.filter((value) => !before.includes(value)));
      const removed = Object.freeze(before.filter((value) => !now.includes(value)));
      return reference._emit(new ReferenceSetEvent(reference, before, before[0], added, removed, frame[5]));
    }
    case ReferenceEventCode.Cleared:
      return reference._emit(new ReferenceClearedEvent(reference, before, before[0]));
    case ReferenceEventCode.Disposed:
      reference._hasBeenDisposed();
      return reference._emit(new ReferenceDisposedEvent(reference));
  }
}
