import { eventClass } from "../../records.js";
import { ORIGIN, type IValueChangedEvent } from "./value-events.js";
import type { RealTimeString } from "../elements/string.js";
import type { ObservableString } from "../observable.js";

/** Text was inserted. */
export interface StringInsertEvent<E extends ObservableString = RealTimeString> extends IValueChangedEvent<E, "insert"> {
  /** Where, in UTF-16 units. */
  readonly index: number;
  /** The inserted text. */
  readonly value: string;
}
export const StringInsertEvent = eventClass<StringInsertEvent<any>>()("insert", `${ORIGIN} index value`);

/** Text was removed. */
export interface StringRemoveEvent<E extends ObservableString = RealTimeString> extends IValueChangedEvent<E, "remove"> {
  /** Where, in UTF-16 units. */
  readonly index: number;
  /** The removed text. */
  readonly value: string;
}
export const StringRemoveEvent = eventClass<StringRemoveEvent<any>>()("remove", `${ORIGIN} index value`);

/** Text was replaced by other text. */
export interface StringSpliceEvent<E extends ObservableString = RealTimeString> extends IValueChangedEvent<E, "splice"> {
  /** Where, in UTF-16 units. */
  readonly index: number;
  /** How many UTF-16 units were removed. */
  readonly deleteCount: number;
  /** The text in their place. */
  readonly insertValue: string;
}
export const StringSpliceEvent = eventClass<StringSpliceEvent<any>>()("splice", `${ORIGIN} index deleteCount insertValue`);

/** All of a string was replaced. */
export interface StringSetValueEvent<E extends ObservableString = RealTimeString> extends IValueChangedEvent<E, "value"> {}
export const StringSetValueEvent = eventClass<StringSetValueEvent<any>>()("value", ORIGIN);
