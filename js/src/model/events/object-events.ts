import type { DomainUser } from "../../identity/user.js";
import type { IValueChangedEvent } from "./value-events.js";
import type { RealTimeElement } from "../elements/element.js";
import type { RealTimeObject } from "../elements/object.js";

/** A property was set. */
export class ObjectSetEvent implements IValueChangedEvent {
  static readonly NAME = "set";
  /** `set` */
  readonly name = ObjectSetEvent.NAME;

  constructor(
    readonly element: RealTimeObject,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** The property. */
    readonly key: string,
    /** The new element. */
    readonly value: RealTimeElement,
    /** The replaced element, detached, or the undefined element. */
    readonly oldValue: RealTimeElement,
  ) {
    Object.freeze(this);
  }
}

/** A property was removed. */
export class ObjectRemoveEvent implements IValueChangedEvent {
  static readonly NAME = "remove";
  /** `remove` */
  readonly name = ObjectRemoveEvent.NAME;

  constructor(
    readonly element: RealTimeObject,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** The property. */
    readonly key: string,
    /** The removed element, detached. */
    readonly oldValue: RealTimeElement,
  ) {
    Object.freeze(this);
  }
}

/** All of an object was replaced. */
export class ObjectSetValueEvent implements IValueChangedEvent {
  static readonly NAME = "value";
  /** `value` */
  readonly name = ObjectSetValueEvent.NAME;

  constructor(
    readonly element: RealTimeObject,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
  ) {
    Object.freeze(this);
  }
}
