import type { DomainUser } from "../../identity/user.js";
import type { IValueChangedEvent } from "./value-events.js";
import type { RealTimeString } from "../elements/string.js";
import type { ObservableString } from "../observable.js";

/** Text was inserted. */
export class StringInsertEvent<E extends ObservableString = RealTimeString> implements IValueChangedEvent<E> {
  static readonly NAME = "insert";
  /** `insert` */
  readonly name = StringInsertEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** Where, in UTF-16 units. */
    readonly index: number,
    /** The inserted text. */
    readonly value: string,
  ) {
    Object.freeze(this);
  }
}

/** Text was removed. */
export class StringRemoveEvent<E extends ObservableString = RealTimeString> implements IValueChangedEvent<E> {
  static readonly NAME = "remove";
  /** `remove` */
  readonly name = StringRemoveEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** Where, in UTF-16 units. */
    readonly index: number,
    /** The removed text. */
    readonly value: string,
  ) {
    Object.freeze(this);
  }
}

/** Text was replaced by other text. */
export class StringSpliceEvent<E extends ObservableString = RealTimeString> implements IValueChangedEvent<E> {
  static readonly NAME = "splice";
  /** `splice` */
  readonly name = StringSpliceEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** Where, in UTF-16 units. */
    readonly index: number,
    /** How many UTF-16 units were removed. */
    readonly deleteCount: number,
    /** The text in their place. */
    readonly insertValue: string,
  ) {
    Object.freeze(this);
  }
}

/** All of a string was replaced. */
export class StringSetValueEvent<E extends ObservableString = RealTimeString> implements IValueChangedEvent<E> {
  static readonly NAME = "value";
  /** `value` */
  readonly name = StringSetValueEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}
