import type { IConvergenceEvent } from "../emitter.js";
import type { DomainUser } from "../identity/user.js";
import { eventClass, type EventClass } from "../records.js";
import type { Activity } from "./activity.js";
import type { ActivityParticipant } from "./participant.js";

/** What the events of activities have in common. All of them are frozen. */
export interface IActivityEvent extends IConvergenceEvent {
  /** The activity. */
  readonly activity: Activity;
  /** Whose session did it, or whom it happened to. */
  readonly user: DomainUser;
  readonly sessionId: string;
  /** True when the session of this client did it. */
  readonly local: boolean;
}

/** A session has joined. */
export interface ActivitySessionJoinedEvent extends IActivityEvent {
  /** The session with its state. */
  readonly participant: ActivityParticipant;
}
/** A session has left. */
export interface ActivitySessionLeftEvent extends IActivityEvent {}
/** A session has changed its state. Comes once for each change, before the events for single keys. */
export interface ActivityStateDeltaEvent extends IActivityEvent {
  /** What was set. */
  readonly values: Map<string, any>;
  /** Whether everything that is not in `values` is gone. */
  readonly complete: boolean;
  /** The keys that are gone. */
  readonly removed: string[];
  /** What was there before, of the keys that changed. */
  readonly oldValues: Map<string, any>;
}
/** A session has set a key of its state. */
export interface ActivityStateSetEvent extends IActivityEvent {
  readonly key: string;
  readonly value: any;
  /** The value before; undefined when there was none. */
  readonly oldValue: any;
}
/** A session has removed a key of its state. */
export interface ActivityStateRemovedEvent extends IActivityEvent {
  readonly key: string;
  /** The value before. */
  readonly oldValue: any;
}
/** A session has emptied its state. */
export interface ActivityStateClearedEvent extends IActivityEvent {
  /** What was there before. */
  readonly oldValues: Map<string, any>;
}
/** This session is not in the activity any more. Nothing follows. */
export interface ActivityLeftEvent extends IActivityEvent {}
/** The activity was removed. `left` follows. */
export interface ActivityDeletedEvent extends IActivityEvent {}
/** The server has taken this session out of the activity. `left` follows. */
export interface ActivityForceLeaveEvent extends IActivityEvent {
  /** Why. */
  readonly reason: string;
}
/** The server does not take the state: it is too large, or the permission is missing. What it has follows as `state_delta`. */
export interface ActivityStateRejectedEvent extends IActivityEvent {
  /** Why. */
  readonly reason: string;
}

type Head = [activity: Activity, user: DomainUser, sessionId: string, local: boolean];
const HEAD = "activity user sessionId local";

export const ActivitySessionJoinedEvent: EventClass<ActivitySessionJoinedEvent, [...Head, participant: ActivityParticipant]> =
  eventClass("ActivitySessionJoinedEvent", "session_joined", `${HEAD} participant`);
export const ActivitySessionLeftEvent: EventClass<ActivitySessionLeftEvent, Head> = eventClass(
  "ActivitySessionLeftEvent",
  "session_left",
  HEAD,
);
export const ActivityStateDeltaEvent: EventClass<
  ActivityStateDeltaEvent,
  [...Head, values: Map<string, any>, complete: boolean, removed: string[], oldValues: Map<string, any>]
> = eventClass("ActivityStateDeltaEvent", "state_delta", `${HEAD} values complete removed oldValues`);
export const ActivityStateSetEvent: EventClass<ActivityStateSetEvent, [...Head, key: string, value: any, oldValue: any]> = eventClass(
  "ActivityStateSetEvent",
  "state_set",
  `${HEAD} key value oldValue`,
);
export const ActivityStateRemovedEvent: EventClass<ActivityStateRemovedEvent, [...Head, key: string, oldValue: any]> = eventClass(
  "ActivityStateRemovedEvent",
  "state_removed",
  `${HEAD} key oldValue`,
);
export const ActivityStateClearedEvent: EventClass<ActivityStateClearedEvent, [...Head, oldValues: Map<string, any>]> = eventClass(
  "ActivityStateClearedEvent",
  "state_cleared",
  `${HEAD} oldValues`,
);
export const ActivityLeftEvent: EventClass<ActivityLeftEvent, Head> = eventClass("ActivityLeftEvent", "left", HEAD);
export const ActivityDeletedEvent: EventClass<ActivityDeletedEvent, Head> = eventClass("ActivityDeletedEvent", "deleted", HEAD);
export const ActivityForceLeaveEvent: EventClass<ActivityForceLeaveEvent, [...Head, reason: string]> = eventClass(
  "ActivityForceLeaveEvent",
  "force_leave",
  `${HEAD} reason`,
);
export const ActivityStateRejectedEvent: EventClass<ActivityStateRejectedEvent, [...Head, reason: string]> = eventClass(
  "ActivityStateRejectedEvent",
  "state_rejected",
  `${HEAD} reason`,
);
