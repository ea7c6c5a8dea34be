import type { DomainUser } from "../identity/user.js";
import type { Activity } from "./activity.js";

/** What can be different in a clone of a participant. */
export interface ActivityParticipantChanges {
  /** Another activity. */
  activity?: Activity;
  /** Another user. */
  user?: DomainUser;
  /** Another session. */
  sessionId?: string;
  /** Whether it is the session of this client. */
  local?: boolean;
  /** Another state. */
  state?: Map<string, any>;
}

/** A session in an activity, as it was when it was asked for. */
export class ActivityParticipant {
  private readonly _state: Map<string, any>;

  constructor(
    /** The activity. */
    readonly activity: Activity,
    /** Whose session it is. */
    readonly user: DomainUser,
    /** The id of the session. */
    readonly sessionId: string,
    /** True for the session of this client. */
    readonly local: boolean,
    state: Map<string, any>,
  ) {
    this._state = new Map(state);
    Object.freeze(this);
  }

  /** A copy of the state of the session. */
  get state(): Map<string, any> {
    return new Map(this._state);
  }

  /** A copy with some members replaced. */
  clone(changes: ActivityParticipantChanges = {}): ActivityParticipant {
    const { activity, user, sessionId, local, state } = { ...this, state: this._state, ...changes };
    return new ActivityParticipant(activity, user, sessionId, local, state);
  }
}
