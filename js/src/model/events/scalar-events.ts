import type { DomainUser } from "../../identity/user.js";
import type { IValueChangedEvent } from "./value-events.js";
import type { RealTimeNumber } from "../elements/number.js";
import type { RealTimeBoolean } from "../elements/boolean.js";
import type { RealTimeDate } from "../elements/date.js";
import type { ObservableBoolean, ObservableDate, ObservableNumber } from "../observable.js";

/** Something was added to a number. */
export class NumberDeltaEvent<E extends ObservableNumber = RealTimeNumber> implements IValueChangedEvent<E> {
  static readonly NAME = "delta";
  /** `delta` */
  readonly name = NumberDeltaEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** What was added; negative when subtracted. */
    readonly value: number,
  ) {
    Object.freeze(this);
  }
}

/** A number was set. */
export class NumberSetValueEvent<E extends ObservableNumber = RealTimeNumber> implements IValueChangedEvent<E> {
  static readonly NAME = "value";
  /** `value` */
  readonly name = NumberSetValueEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}

/** A boolean was set. */
export class BooleanSetValueEvent<E extends ObservableBoolean = RealTimeBoolean> implements IValueChangedEvent<E> {
  static readonly NAME = "value";
  /** `value` */
  readonly name = BooleanSetValueEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}

/** A date was set. */
export class DateSetValueEvent<E extends ObservableDate = RealTimeDate> implements IValueChangedEvent<E> {
  static readonly NAME = "value";
  /** `value` */
  readonly name = DateSetValueEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}
