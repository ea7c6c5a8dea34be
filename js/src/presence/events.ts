import type { IConvergenceEvent } from "../emitter.js";
import type { DomainUser } from "../identity/user.js";
import { eventClass } from "../records.js";

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
export const PresenceStateSetEvent = eventClass<PresenceStateSetEvent>()("state_set", "user state");

/** Keys of the state were removed. */
export interface PresenceStateRemovedEvent extends IPresenceEvent {
  /** Which. */
  readonly keys: string[];
}
export const PresenceStateRemovedEvent = eventClass<PresenceStateRemovedEvent>()("state_removed", "user keys");

/** The state is empty now. */
export interface PresenceStateClearedEvent extends IPresenceEvent {}
export const PresenceStateClearedEvent = eventClass<PresenceStateClearedEvent>()("state_cleared", "user");

/** The first session of a user has come, or the last one has gone. */
export interface PresenceAvailabilityChangedEvent extends IPresenceEvent {
  /** Whether the user is there now. */
  readonly available: boolean;
}
export const PresenceAvailabilityChangedEvent = eventClass<PresenceAvailabilityChangedEvent>()("availability_changed", "user available");

/** The server does not take a change of the state. What it has follows as other events. */
export interface PresenceStateRejectedEvent extends IPresenceEvent {
  /** Why. */
  readonly error: Error;
}
export const PresenceStateRejectedEvent = eventClass<PresenceStateRejectedEvent>()("state_rejected", "user error");

/** @internal The names of the events. */
export const PRESENCE_EVENTS = Object.freeze({
  STATE_SET: "state_set",
  STATE_REMOVED: "state_removed",
  STATE_CLEARED: "state_cleared",
  AVAILABILITY_CHANGED: "availability_changed",
} as const);
