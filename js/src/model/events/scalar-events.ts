import { eventClass } from "../../records.js";
import { ORIGIN, type IValueChangedEvent } from "./value-events.js";
import type { RealTimeNumber } from "../elements/number.js";
import type { RealTimeBoolean } from "../elements/boolean.js";
import type { RealTimeDate } from "../elements/date.js";
import type { ObservableBoolean, ObservableDate, ObservableNumber } from "../observable.js";

/** Something was added to a number. */
export interface NumberDeltaEvent<E extends ObservableNumber = RealTimeNumber> extends IValueChangedEvent<E, "delta"> {
  /** What was added; negative when subtracted. */
  readonly value: number;
}
export const NumberDeltaEvent = eventClass<NumberDeltaEvent<any>>()("delta", `${ORIGIN} value`);

/** A number was set. */
export interface NumberSetValueEvent<E extends ObservableNumber = RealTimeNumber> extends IValueChangedEvent<E, "value"> {}
export const NumberSetValueEvent = eventClass<NumberSetValueEvent<any>>()("value", ORIGIN);

/** A boolean was set. */
export interface BooleanSetValueEvent<E extends ObservableBoolean = RealTimeBoolean> extends IValueChangedEvent<E, "value"> {}
export const BooleanSetValueEvent = eventClass<BooleanSetValueEvent<any>>()("value", ORIGIN);

/** A date was set. */
export interface DateSetValueEvent<E extends ObservableDate = RealTimeDate> extends IValueChangedEvent<E, "value"> {}
export const DateSetValueEvent = eventClass<DateSetValueEvent<any>>()("value", ORIGIN);
