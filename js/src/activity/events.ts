import type { IConvergenceEvent } from "../emitter.js";
import type { DomainUser } from "../identity/user.js";
import { eventClass } from "../records.js";
import type { Activity } from "./activity.js";
import type { ActivityParticipant } from "./participant.js";

/** What the events of activities have in common. All of them are frozen. */
export interface IActivityEvent extends IConvergenceEvent {
  /** The activity. */
  readonly activity: Activity;
  /** Whose session did it, or whom it happened to. */
  readonly user: DomainUser;
  /** The id of that session. */
  readonly sessionId: string;
  /** True when the session of this client did it. */
  readonly local: boolean;
}

/** The fields of every one of them. */
const HEAD = "activity user sessionId local";

/** A session has joined. */
export interface ActivitySessionJoinedEvent extends IActivityEvent {
  /** The session with its state. */
  readonly participant: ActivityParticipant;
}
export const ActivitySessionJoinedEvent = eventClass<ActivitySessionJoinedEvent>()("session_joined", `${HEAD} participant`);

/** A session has left. */
export interface ActivitySessionLeftEvent extends IActivityEvent {}
export const ActivitySessionLeftEvent = eventClass<ActivitySessionLeftEvent>()("session_left", HEAD);

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
export const ActivityStateDeltaEvent = eventClass<ActivityStateDeltaEvent>()("state_delta", `${HEAD} values complete removed oldValues`);

/** A session has set a key of its state. */
export interface ActivityStateSetEvent extends IActivityEvent {
  /** The key. */
  readonly key: string;
  /** The value now. */
  readonly value: any;
  /** The value before; undefined when there was none. */
  readonly oldValue: any;
}
export const ActivityStateSetEvent = eventClass<ActivityStateSetEvent>()("state_set", `${HEAD} key value oldValue`);

/** A session has removed a key of its state. */
export interface ActivityStateRemovedEvent extends IActivityEvent {
  /** The key. */
  readonly key: string;
  /** The value before. */
  readonly oldValue: any;
}
export const ActivityStateRemovedEvent = eventClass<ActivityStateRemovedEvent>()("state_removed", `${HEAD} key oldValue`);

/** A session has emptied its state. */
export interface ActivityStateClearedEvent extends IActivityEvent {
  /** What was there before. */
  readonly oldValues: Map<string, any>;
}
export const ActivityStateClearedEvent = eventClass<ActivityStateClearedEvent>()("state_cleared", `${HEAD} oldValues`);

/** This session is not in the activity any more. Nothing follows. */
export interface ActivityLeftEvent extends IActivityEvent {}
export const ActivityLeftEvent = eventClass<ActivityLeftEvent>()("left", HEAD);

/** The activity was removed. `left` follows. */
export interface ActivityDeletedEvent extends IActivityEvent {}
export const ActivityDeletedEvent = eventClass<ActivityDeletedEvent>()("deleted", HEAD);

/** The server has taken this session out of the activity. `left` follows. */
export interface ActivityForceLeaveEvent extends IActivityEvent {
  /** Why. */
  readonly reason: string;
}
export const ActivityForceLeaveEvent = eventClass<ActivityForceLeaveEvent>()("force_leave", `${HEAD} reason`);

/** The server does not take the state: it is too large, or the permission is missing. What it has follows as `state_delta`. */
export interface ActivityStateRejectedEvent extends IActivityEvent {
  /** Why. */
  readonly reason: string;
}
export const ActivityStateRejectedEvent = eventClass<ActivityStateRejectedEvent>()("state_rejected", `${HEAD} reason`);
