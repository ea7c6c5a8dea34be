import type { DomainUser } from "../../identity/user.js";
import type { IValueChangedEvent } from "./value-events.js";
import type { RealTimeObject } from "../elements/object.js";
import type { ObservableObject } from "../observable.js";

/** A property was set. */
export class ObjectSetEvent<E extends ObservableObject = RealTimeObject> implements IValueChangedEvent<E> {
  static readonly NAME = "set";
  /** `set` */
  readonly name = ObjectSetEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** The property. */
    readonly key: string,
    /** The new element. */
    readonly value: ReturnType<E["get"]>,
    /** The replaced element, detached, or the undefined element. */
    readonly oldValue: ReturnType<E["get"]>,
  ) {
    Object.freeze(this);
  }
}

/** A property was removed. */
export class ObjectRemoveEvent<E extends ObservableObject = RealTimeObject> implements IValueChangedEvent<E> {
  static readonly NAME = "remove";
  /** `remove` */
  readonly name = ObjectRemoveEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** The property. */
    readonly key: string,
    /** The removed element, detached. */
    readonly oldValue: ReturnType<E["get"]>,
  ) {
    Object.freeze(this);
  }
}

/** All of an object was replaced. */
export class ObjectSetValueEvent<E extends ObservableObject = RealTimeObject> implements IValueChangedEvent<E> {
  static readonly NAME = "value";
  /** `value` */
  readonly name = ObjectSetValueEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}
