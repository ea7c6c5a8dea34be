import { eventClass } from "../../records.js";
import { ORIGIN, type IValueChangedEvent } from "./value-events.js";
import type { RealTimeObject } from "../elements/object.js";
import type { ObservableObject } from "../observable.js";

/** A property was set. */
export interface ObjectSetEvent<E extends ObservableObject = RealTimeObject> extends IValueChangedEvent<E, "set"> {
  /** The property. */
  readonly key: string;
  /** The new element. */
  readonly value: ReturnType<E["get"]>;
  /** The replaced element, detached, or the undefined element. */
  readonly oldValue: ReturnType<E["get"]>;
}
export const ObjectSetEvent = eventClass<ObjectSetEvent<any>>()("set", `${ORIGIN} key value oldValue`);

/** A property was removed. */
export interface ObjectRemoveEvent<E extends ObservableObject = RealTimeObject> extends IValueChangedEvent<E, "remove"> {
  /** The property. */
  readonly key: string;
  /** The removed element, detached. */
  readonly oldValue: ReturnType<E["get"]>;
}
export const ObjectRemoveEvent = eventClass<ObjectRemoveEvent<any>>()("remove", `${ORIGIN} key oldValue`);

/** All of an object was replaced. */
export interface ObjectSetValueEvent<E extends ObservableObject = RealTimeObject> extends IValueChangedEvent<E, "value"> {}
export const ObjectSetValueEvent = eventClass<ObjectSetValueEvent<any>>()("value", ORIGIN);
