import type { DomainUser } from "../../identity/user.js";
import type { IValueChangedEvent } from "./value-events.js";
import type { RealTimeElement } from "../elements/element.js";
import type { RealTimeArray } from "../elements/array.js";

/** An element was inserted into an array. */
export class ArrayInsertEvent implements IValueChangedEvent {
  static readonly NAME = "insert";
  /** `insert` */
  readonly name = ArrayInsertEvent.NAME;

  constructor(
    readonly element: RealTimeArray,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** Where the new element is. */
    readonly index: number,
    /** The new element. */
    readonly value: RealTimeElement,
  ) {
    Object.freeze(this);
  }
}

/** An element was removed from an array. */
export class ArrayRemoveEvent implements IValueChangedEvent {
  static readonly NAME = "remove";
  /** `remove` */
  readonly name = ArrayRemoveEvent.NAME;

  constructor(
    readonly element: RealTimeArray,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** Where the element was. */
    readonly index: number,
    /** The removed element, detached. */
    readonly oldValue: RealTimeElement,
  ) {
    Object.freeze(this);
  }
}

/** An element was moved within an array. */
export class ArrayReorderEvent implements IValueChangedEvent {
  static readonly NAME = "reorder";
  /** `reorder` */
  readonly name = ArrayReorderEvent.NAME;

  constructor(
    readonly element: RealTimeArray,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** Where the element was. */
    readonly fromIndex: number,
    /** Where it is now. */
    readonly toIndex: number,
  ) {
    Object.freeze(this);
  }
}

/** An element of an array was replaced. */
export class ArraySetEvent implements IValueChangedEvent {
  static readonly NAME = "set";
  /** `set` */
  readonly name = ArraySetEvent.NAME;

  constructor(
    readonly element: RealTimeArray,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** The changed position. */
    readonly index: number,
    /** The new element. */
    readonly value: RealTimeElement,
    /** The replaced element, detached. */
    readonly oldValue: RealTimeElement,
  ) {
    Object.freeze(this);
  }
}

/** All of an array was replaced. */
export class ArraySetValueEvent implements IValueChangedEvent {
  static readonly NAME = "value";
  /** `value` */
  readonly name = ArraySetValueEvent.NAME;

  constructor(
    readonly element: RealTimeArray,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}
