import type { DomainUser } from "../../identity/user.js";
import type { IValueChangedEvent } from "./value-events.js";
import type { RealTimeNumber } from "../elements/number.js";
import type { RealTimeBoolean } from "../elements/boolean.js";
import type { RealTimeDate } from "../elements/date.js";

/** Something was added to a number. */
export class NumberDeltaEvent implements IValueChangedEvent {
  static readonly NAME = "delta";
  /** `delta` */
  readonly name = NumberDeltaEvent.NAME;

  constructor(
    readonly element: RealTimeNumber,
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
export class NumberSetValueEvent implements IValueChangedEvent {
  static readonly NAME = "value";
  /** `value` */
  readonly name = NumberSetValueEvent.NAME;

  constructor(
    readonly element: RealTimeNumber,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}

/** A boolean was set. */
export class BooleanSetValueEvent implements IValueChangedEvent {
  static readonly NAME = "value";
  /** `value` */
  readonly name = BooleanSetValueEvent.NAME;

  constructor(
    readonly element: RealTimeBoolean,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}

/** A date was set. */
export class DateSetValueEvent implements IValueChangedEvent {
  static readonly NAME = "value";
  /** `value` */
  readonly name = DateSetValueEvent.NAME;

  constructor(
    readonly element: RealTimeDate,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}
