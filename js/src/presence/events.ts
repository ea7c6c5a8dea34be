import type { IConvergenceEvent } from "../emitter.js";
import type { DomainUser } from "../identity/user.js";
import { eventClass, type EventClass } from "../records.js";

/** What the events of presence have in common. All of them are frozen. */
export interface IPresenceEvent extends IConvergenceEvent {
  /** Whose presence has changed. */
  readonly user: DomainUser;
}

/** Keys of the state were set. */
export interface PresenceStateSetEvent extends IPresenceEvent {
  /** All of the state after the change. */
  readonly state: Map<string, any>;
}
/** Keys of the state were removed. */
export interface PresenceStateRemovedEvent extends IPresenceEvent {
  /** Which. */
  readonly keys: string[];
}
/** The state is empty now. */
export interface PresenceStateClearedEvent extends IPresenceEvent {}
/** The first session of a user has come, or the last one has gone. */
export interface PresenceAvailabilityChangedEvent extends IPresenceEvent {
  /** Whether the user is there now. */
  readonly available: boolean;
}
/** The server does not take a change of the state. What it has follows as other events. */
export interface PresenceStateRejectedEvent extends IPresenceEvent {
  /** Why. */
  readonly error: Error;
}

export const PresenceStateSetEvent: EventClass<PresenceStateSetEvent, [user: DomainUser, state: Map<string, any>]> = eventClass(
  "PresenceStateSetEvent",
  "state_set",
  "user state",
);
export const PresenceStateRemovedEvent: EventClass<PresenceStateRemovedEvent, [user: DomainUser, keys: string[]]> = eventClass(
  "PresenceStateRemovedEvent",
  "state_removed",
  "user keys",
);
export const PresenceStateClearedEvent: EventClass<PresenceStateClearedEvent, [user: DomainUser]> = eventClass(
  "PresenceStateClearedEvent",
  "state_cleared",
  "user",
);
export const PresenceAvailabilityChangedEvent: EventClass<
  PresenceAvailabilityChangedEvent,
  [user: DomainUser, available: boolean]
> = eventClass("PresenceAvailabilityChangedEvent", "availability_changed", "user available");
export const PresenceStateRejectedEvent: EventClass<PresenceStateRejectedEvent, [user: DomainUser, error: Error]> = eventClass(
  "PresenceStateRejectedEvent",
  "state_rejected",
  "user error",
);

/** @internal The names of the events. */
export const PRESENCE_EVENTS = Object.freeze({
  STATE_SET: "state_set",
  STATE_REMOVED: "state_removed",
  STATE_CLEARED: "state_cleared",
  AVAILABILITY_CHANGED: "availability_changed",
} as const);
