// From the model and element frames of the core to event objects.
import type { FrameOf } from "../generated/calls.js";
import { type Frame, ElementEventCode, Kind, ModelEventCode } from "../generated/numbers.js";
import type { Wire } from "../core/frames.js";
import { Handles } from "../core/handles.js";
import { report } from "../core/dispatch.js";
import { ex, onDeath } from "../core/wasm.js";
import { ErrorEvent } from "../error-event.js";
import type { RealTimeArray } from "./elements/array.js";
import type { RealTimeBoolean } from "./elements/boolean.js";
import type { RealTimeDate } from "./elements/date.js";
import type { RealTimeElement } from "./elements/element.js";
import type { RealTimeNumber } from "./elements/number.js";
import type { RealTimeObject } from "./elements/object.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { elementOf, knownElement } from "./elements/registry.js";
import type { RealTimeString } from "./elements/string.js";
import * as arrays from "./events/array-events.js";
import * as models from "./events/model-events.js";
import * as objects from "./events/object-events.js";
import * as resync from "./events/resync-events.js";
import * as scalars from "./events/scalar-events.js";
import * as strings from "./events/string-events.js";
import { ElementDetachedEvent, ModelChangedEvent, type IValueChangedEvent } from "./events/value-events.js";
import type { HistoricalElement } from "./history/elements.js";
import { knownHistory } from "./history/model.js";
import type { RealTimeModel } from "./model.js";
import { changedPermissions, permissionsOf } from "./permissions.js";
import type { PathElement } from "./path.js";
import { RemoteReferenceCreatedEvent } from "./references/events.js";
import { remoteReference } from "./references/lists.js";

// A closed model keeps its handle for as long as somebody may ask it something.
// Its elements hold it, so that they are gone before it.
const known = new Handles<RealTimeModel>((handle) => ex.release_model(handle));
/** Open models must not be collected: they emit events. */
const open = new Set<RealTimeModel>();
/** The element event that `ModelChanged` frames bubble. */
let bubbling: IValueChangedEvent | null = null;
/** The edit that only an `edited` event tells of. */
let silent: IValueChangedEvent | null = null;

onDeath(() => open.clear());

/** The model of a handle, if its object exists. */
export function knownModel(handle: number): RealTimeModel | undefined {
  return known.get(handle);
}

/** The open model of a domain with an id. */
export function openModelOf(domain: ConvergenceDomain, id: string): RealTimeModel | undefined {
  for (const model of open) if (model._domain === domain && model.modelId() === id) return model;
  return undefined;
}

/** Makes an open model known. */
export function addModel(model: RealTimeModel): void {
  known.add(model._handle, model);
  open.add(model);
}

/** Tells a model what happened to it. */
export function modelFrame(frame: FrameOf<Frame.ModelEvent>): void {
  const model = knownModel(frame[1]);
  if (model === undefined) return;
  const code = frame[2];
  if (code === ModelEventCode.Closed) {
    open.delete(model);
    model._hasClosed();
  }
  const event = modelEvent(model, code, frame[3], frame[4], frame[5]);
  if (event !== null) model._emit(event);
  if (code === ModelEventCode.CollaboratorOpened || code === ModelEventCode.CollaboratorClosed) {
    model._collaboratorsChanged();
  }
}

function modelEvent(model: RealTimeModel, code: number, a: Wire, b: Wire, c: Wire) {
  const reason = (wire: Wire) => (typeof wire === "string" ? wire : undefined);
  switch (code) {
    case ModelEventCode.Closed:
      return new models.ModelClosedEvent(model, a === true, reason(b), typeof c === "number" ? c : undefined);
    case ModelEventCode.Deleted:
      return new models.ModelDeletedEvent(model, a === true, reason(b));
    case ModelEventCode.VersionChanged:
      return new models.VersionChangedEvent(model, a as number, b ? model._collaborator(b as number) : null);
    case ModelEventCode.Edited: {
      const change = silent;
      silent = null;
      return { name: "edited", src: model, sequence: a as number, change } satisfies models.ModelEditedEvent;
    }
    case ModelEventCode.Modified:
      return new models.ModelModifiedEvent(model);
    case ModelEventCode.Committed:
      return new models.ModelCommittedEvent(model);
    case ModelEventCode.Offline:
      return new resync.ModelOfflineEvent(model);
    case ModelEventCode.Online:
      return new resync.ModelOnlineEvent(model);
    case ModelEventCode.Reconnecting:
      return new resync.ModelReconnectingEvent(model);
    case ModelEventCode.ResyncStarted:
      return new resync.ResyncStartedEvent(model);
    case ModelEventCode.ResyncCompleted:
      return new resync.ResyncCompletedEvent(model);
    case ModelEventCode.ResyncError:
      return new resync.ResyncErrorEvent(model, String(a));
    case ModelEventCode.RemoteResyncStarted:
    case ModelEventCode.RemoteResyncCompleted: {
      const { user, sessionId } = model._collaborator(a as number);
      return code === ModelEventCode.RemoteResyncStarted
        ? new resync.RemoteResyncStartedEvent(model, sessionId, user)
        : new resync.RemoteResyncCompletedEvent(model, sessionId, user);
    }
    case ModelEventCode.CollaboratorOpened:
      return new models.CollaboratorOpenedEvent(model, model._collaborator(a as number));
    case ModelEventCode.CollaboratorClosed:
      return new models.CollaboratorClosedEvent(model, model._collaborator(a as number));
    case ModelEventCode.PermissionsChanged:
      return new models.ModelPermissionsChangedEvent(
        model,
        permissionsOf(a as number),
        Object.freeze(changedPermissions(a as number, b as number)),
      );
    case ModelEventCode.Error: {
      const error = new ErrorEvent(model._domain, String(a), undefined);
      // The domain has an event of its own.
      model._domain.models()._emit(error);
      return error;
    }
  }
  return null;
}

/** Tells an element what happened to it. */
export function elementFrame(frame: FrameOf<Frame.ElementEvent>): void {
  const [, wire, code, local, session] = frame;
  const element = elementIn(wire);
  bubbling = null;
  if (element == null) return;
  const kind = element._kind;
  const { user, sessionId } = element._model._domain._participants.get(session);
  const e = valueEvent(element, kind, code, [user, sessionId, local ?? true], frame[5], frame[6], frame[7]);
  if (e === null) {
    report(new Error(`the core sent the unknown event ${code} of an element of kind ${kind}`));
    return;
  }
  if (local === null) {
    silent = e;
    return;
  }
  bubbling = e;
  element._emit(e);
}

/** The element of `[handle, kind, owner]`; a negative owner is a history. */
function elementIn(wire: FrameOf<Frame.ElementEvent>[1]): RealTimeElement | null | undefined {
  const owner = wire[2];
  if (owner >= 0) {
    const model = knownModel(owner);
    return model && elementOf<RealTimeElement>(wire, model);
  }
  const history = knownHistory(-owner);
  // From here on the elements of models and histories are the same.
  return history && (elementOf<HistoricalElement>(wire, history) as unknown as RealTimeElement);
}

type Origin = [user: IValueChangedEvent["user"], sessionId: string, local: boolean];

function valueEvent(element: RealTimeElement, kind: number, code: number, by: Origin, a: Wire, b: Wire, c: Wire) {
  const model = element._model;
  const at = (wire: Wire) => elementOf<RealTimeElement>(wire, model) ?? model._undefined();
  switch (kind) {
    case Kind.Object: {
      const object = element as RealTimeObject;
      if (code === ElementEventCode.Set) return new objects.ObjectSetEvent(object, ...by, a as string, at(b), at(c));
      if (code === ElementEventCode.Remove) return new objects.ObjectRemoveEvent(object, ...by, a as string, at(b));
      if (code === ElementEventCode.Value) return new objects.ObjectSetValueEvent(object, ...by);
      return null;
    }
    case Kind.Array: {
      const array = element as RealTimeArray;
      const index = a as number;
      if (code === ElementEventCode.Insert) return new arrays.ArrayInsertEvent(array, ...by, index, at(b));
      if (code === ElementEventCode.Remove) return new arrays.ArrayRemoveEvent(array, ...by, index, at(b));
      if (code === ElementEventCode.Set) return new arrays.ArraySetEvent(array, ...by, index, at(b), at(c));
      if (code === ElementEventCode.Reorder) return new arrays.ArrayReorderEvent(array, ...by, index, b as number);
      if (code === ElementEventCode.Value) return new arrays.ArraySetValueEvent(array, ...by);
      return null;
    }
    case Kind.String: {
      const text = element as RealTimeString;
      const index = a as number;
      if (code === ElementEventCode.Insert) return new strings.StringInsertEvent(text, ...by, index, b as string);
      if (code === ElementEventCode.Remove) return new strings.StringRemoveEvent(text, ...by, index, b as string);
      if (code === ElementEventCode.Splice) return new strings.StringSpliceEvent(text, ...by, index, b as number, c as string);
      if (code === ElementEventCode.Value) return new strings.StringSetValueEvent(text, ...by);
      return null;
    }
    case Kind.Number: {
      const number = element as RealTimeNumber;
      if (code === ElementEventCode.Delta) return new scalars.NumberDeltaEvent(number, ...by, a as number);
      if (code === ElementEventCode.Value) return new scalars.NumberSetValueEvent(number, ...by);
      return null;
    }
  }
  if (code !== ElementEventCode.Value) return null;
  if (kind === Kind.Boolean) return new scalars.BooleanSetValueEvent(element as RealTimeBoolean, ...by);
  if (kind === Kind.Date) return new scalars.DateSetValueEvent(element as RealTimeDate, ...by);
  return null;
}

/** Bubbles the element event of the frame before. */
export function changedFrame(frame: FrameOf<Frame.ModelChanged>): void {
  const element = knownElement(frame[1]) as RealTimeElement | undefined;
  if (element === undefined || bubbling === null) return;
  const { user, sessionId, local } = bubbling;
  const path = Object.freeze(frame[2] as PathElement[]);
  element._emit(new ModelChangedEvent(element, user, sessionId, local, path, bubbling));
}

/** Tells an element that it is not in the model any more, or is again. */
export function detachedFrame([, handle, back]: FrameOf<Frame.Detached>): void {
  const element = knownElement(handle) as RealTimeElement | undefined;
  element?._keep(back); // detached it emits nothing, so that listeners need not keep it alive
  if (!back) element?._emit(new ElementDetachedEvent(element));
}

/** Tells an element, or the model, of a reference that another session has shared. */
export function referenceCreatedFrame(frame: FrameOf<Frame.ReferenceCreated>): void {
  const model = knownModel(frame[1]);
  if (model === undefined) return;
  const element = elementOf<RealTimeElement>(frame[2], model) ?? undefined;
  const source = element ?? model;
  const reference = remoteReference(model, frame.slice(3), source);
  source._emit(new RemoteReferenceCreatedEvent(reference, model, element));
}
