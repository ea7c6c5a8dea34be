import { eventClass } from "../../records.js";
import { ORIGIN, type IValueChangedEvent } from "./value-events.js";
import type { RealTimeArray } from "../elements/array.js";
import type { ObservableArray } from "../observable.js";

/** An element was inserted into an array. */
export interface ArrayInsertEvent<E extends ObservableArray = RealTimeArray> extends IValueChangedEvent<E, "insert"> {
  /** Where the new element is. */
  readonly index: number;
  /** The new element. */
  readonly value: ReturnType<E["get"]>;
}
export const ArrayInsertEvent = eventClass<ArrayInsertEvent<any>>()("insert", `${ORIGIN} index value`);

/** An element was removed from an array. */
export interface ArrayRemoveEvent<E extends ObservableArray = RealTimeArray> extends IValueChangedEvent<E, "remove"> {
  /** Where the element was. */
  readonly index: number;
  /** The removed element, detached. */
  readonly oldValue: ReturnType<E["get"]>;
}
export const ArrayRemoveEvent = eventClass<ArrayRemoveEvent<any>>()("remove", `${ORIGIN} index oldValue`);

/** An element was moved within an array. */
export interface ArrayReorderEvent<E extends ObservableArray = RealTimeArray> extends IValueChangedEvent<E, "reorder"> {
  /** Where the element was. */
  readonly fromIndex: number;
  /** Where it is now. */
  readonly toIndex: number;
}
export const ArrayReorderEvent = eventClass<ArrayReorderEvent<any>>()("reorder", `${ORIGIN} fromIndex toIndex`);

/** An element of an array was replaced. */
export interface ArraySetEvent<E extends ObservableArray = RealTimeArray> extends IValueChangedEvent<E, "set"> {
  /** The changed position. */
  readonly index: number;
  /** The new element. */
  readonly value: ReturnType<E["get"]>;
  /** The replaced element, detached. */
  readonly oldValue: ReturnType<E["get"]>;
}
export const ArraySetEvent = eventClass<ArraySetEvent<any>>()("set", `${ORIGIN} index value oldValue`);

/** All of an array was replaced. */
export interface ArraySetValueEvent<E extends ObservableArray = RealTimeArray> extends IValueChangedEvent<E, "value"> {}
export const ArraySetValueEvent = eventClass<ArraySetValueEvent<any>>()("value", ORIGIN);
