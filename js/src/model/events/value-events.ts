import type { DomainUser } from "../../identity/user.js";
import type { IConvergenceEvent } from "../../emitter.js";
import { eventClass } from "../../records.js";
import type { RealTimeElement } from "../elements/element.js";
import type { ObservableElement } from "../observable.js";
import type { PathElement } from "../path.js";

/**
 * What the events of changed values have in common. All of them are frozen. E
 * is the class of the element: one of a model, or one of a history.
 */
export interface IValueChangedEvent<E extends ObservableElement<any> = RealTimeElement, N extends string = string>
  extends IConvergenceEvent<N> {
  /** The element that changed. */
  readonly element: E;
  /** Who changed it. */
  readonly user: DomainUser;
  /** The session that changed it. */
  readonly sessionId: string;
  /** True when this client changed it. */
  readonly local: boolean;
}

/** @internal The fields of every one of them. */
export const ORIGIN = "element user sessionId local";

/**
 * Something changed at or below an element. Emitted on the changed element
 * first, then on each element above it.
 */
export interface ModelChangedEvent<E extends ObservableElement<any> = RealTimeElement> extends IValueChangedEvent<E, "model_changed"> {
  /** The way from this element to the changed one; empty for that one itself. */
  readonly relativePath: readonly PathElement[];
  /** The event of the changed element. */
  readonly childEvent: IValueChangedEvent<ObservableElement<any>>;
}
export const ModelChangedEvent = eventClass<ModelChangedEvent<any>>()("model_changed", `${ORIGIN} relativePath childEvent`);

/** The element is not in the model any more. Emitted exactly once. Not frozen, as applications have it from the older client. */
export class ElementDetachedEvent<E extends ObservableElement<any> = RealTimeElement> implements IConvergenceEvent<"detached"> {
  /** `detached` */
  static readonly NAME = "detached";
  /** `detached` */
  readonly name = ElementDetachedEvent.NAME;

  constructor(
    /** The detached element; its last value can be read. */
    readonly src: E,
  ) {}
}
