import type { DomainUser } from "../../identity/user.js";
import type { IValueChangedEvent } from "./value-events.js";
import type { RealTimeArray } from "../elements/array.js";
import type { ObservableArray } from "../observable.js";

/** An element was inserted into an array. */
export class ArrayInsertEvent<E extends ObservableArray = RealTimeArray> implements IValueChangedEvent<E> {
  static readonly NAME = "insert";
  /** `insert` */
  readonly name = ArrayInsertEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** Where the new element is. */
    readonly index: number,
    /** The new element. */
    readonly value: ReturnType<E["get"]>,
  ) {
    Object.freeze(this);
  }
}

/** An element was removed from an array. */
export class ArrayRemoveEvent<E extends ObservableArray = RealTimeArray> implements IValueChangedEvent<E> {
  static readonly NAME = "remove";
  /** `remove` */
  readonly name = ArrayRemoveEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** Where the element was. */
    readonly index: number,
    /** The removed element, detached. */
    readonly oldValue: ReturnType<E["get"]>,
  ) {
    Object.freeze(this);
  }
}

/** An element was moved within an array. */
export class ArrayReorderEvent<E extends ObservableArray = RealTimeArray> implements IValueChangedEvent<E> {
  static readonly NAME = "reorder";
  /** `reorder` */
  readonly name = ArrayReorderEvent.NAME;

  constructor(
    readonly element: E,
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
export class ArraySetEvent<E extends ObservableArray = RealTimeArray> implements IValueChangedEvent<E> {
  static readonly NAME = "set";
  /** `set` */
  readonly name = ArraySetEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** The changed position. */
    readonly index: number,
    /** The new element. */
    readonly value: ReturnType<E["get"]>,
    /** The replaced element, detached. */
    readonly oldValue: ReturnType<E["get"]>,
  ) {
    Object.freeze(this);
  }
}

/** All of an array was replaced. */
export class ArraySetValueEvent<E extends ObservableArray = RealTimeArray> implements IValueChangedEvent<E> {
  static readonly NAME = "value";
  /** `value` */
  readonly name = ArraySetValueEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}
