// The references on an element or on the model itself.
import { checkString, describe } from "../../arguments.js";
import type { Wire } from "../../core/frames.js";
import { Method } from "../../generated/numbers.js";
import { call } from "../../core/wasm.js";
import type { RealTimeElement } from "../elements/element.js";
import type { RealTimeModel } from "../model.js";
import { modelReference, type AnyReference, type ReferenceFilter, type ReferenceSource } from "./reference.js";

/** The two numbers by which calls name what references are on: element and model. */
export function sourceHandles(model: RealTimeModel, source: ReferenceSource): [element: number, model: number] {
  return source === model ? [0, model._handle] : [(source as RealTimeElement)._handle, 0];
}

/** The references on an element, or on the model itself. */
export function referencesOf(model: RealTimeModel, source: ReferenceSource, filter: ReferenceFilter = {}): AnyReference[] {
  if (typeof filter !== "object" || filter === null) {
    throw new TypeError(`filter must be an object {sessionId, key}, but is ${describe(filter)}`);
  }
  if (filter.sessionId !== undefined) checkString(filter.sessionId, "filter.sessionId");
  if (filter.key !== undefined) checkString(filter.key, "filter.key");
  const list = call(Method.References, ...sourceHandles(model, source));
  const all = list.map(([handle, kind, key, session, local]) =>
    modelReference(model, handle, kind, source, key, local ? undefined : model._domain._participants.get(session)),
  );
  const { sessionId, key } = filter;
  return all.filter(
    (one) => (sessionId === undefined || one.sessionId() === sessionId) && (key === undefined || one.key() === key),
  );
}

/** The reference of a session with a key. */
export function referenceOf(
  model: RealTimeModel,
  source: ReferenceSource,
  sessionId: string,
  key: string,
): AnyReference | undefined {
  checkString(sessionId, "sessionId");
  checkString(key, "key");
  return referencesOf(model, source, { sessionId, key })[0];
}

/** Makes the object of a handle that a session number belongs to. */
export function remoteReference(
  model: RealTimeModel,
  [handle, kind, key, session]: readonly Wire[],
  source: ReferenceSource,
): AnyReference {
  const by = model._domain._participants.get(session as number);
  return modelReference(model, handle as number, kind as number, source, key as string, by);
}
