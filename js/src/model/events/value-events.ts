import type { DomainUser } from "../../identity/user.js";
import type { IConvergenceEvent } from "../../emitter.js";
import type { RealTimeElement } from "../elements/element.js";
import type { ObservableElement } from "../observable.js";
import type { PathElement } from "../path.js";

/**
 * What the events of changed values have in common. All of them are frozen. E
 * is the class of the element: one of a model, or one of a history.
 */
export interface IValueChangedEvent<E extends ObservableElement<any> = RealTimeElement> extends IConvergenceEvent {
  /** The element that changed. */
  readonly element: E;
  /** Who changed it. */
  readonly user: DomainUser;
  /** The session that changed it. */
  readonly sessionId: string;
  /** True when this client changed it. */
  readonly local: boolean;
}

/**
 * Something changed at or below an element. Emitted on the changed element
 * first, then on each element above it.
 */
export class ModelChangedEvent<E extends ObservableElement<any> = RealTimeElement> implements IValueChangedEvent<E> {
  static readonly NAME = "model_changed";
  /** `model_changed` */
  readonly name = ModelChangedEvent.NAME;

  constructor(
    readonly element: E,
    readonly user: DomainUser,
    readonly sessionId: string,
    readonly local: boolean,
    /** The way from this element to the changed one; empty for that one itself. */
    readonly relativePath: readonly PathElement[],
    /** The event of the changed element. */
    readonly childEvent: IValueChangedEvent<ObservableElement<any>>,
  ) {
    Object.freeze(this);
  }
}

/** The element is not in the model any more. Emitted exactly once. */
export class ElementDetachedEvent<E extends ObservableElement<any> = RealTimeElement> implements IConvergenceEvent {
  static readonly NAME = "detached";
  /** `detached` */
  readonly name = ElementDetachedEvent.NAME;

  constructor(
    /** The detached element; its last value can be read. */
    readonly src: E,
  ) {}
}
