import type { Observable } from "rxjs";
import { checkString } from "../arguments.js";
import type { Wire, WireMap } from "../core/frames.js";
import { Handles } from "../core/handles.js";
import { ActivityEventCode, Method, type Frame } from "../generated/numbers.js";
import type { Calls, FrameOf } from "../generated/calls.js";
import { requestOf } from "../core/promises.js";
import { call, ex } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import type { ConvergenceSession } from "../domain/session.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { keyedValues, keyList, stateOf, type KeyedValues } from "../keyed-values.js";
import { Replay } from "../replay.js";
import * as events from "./events.js";
import { ActivityParticipant } from "./participant.js";
import { ActivityPermissionManager } from "./permission-manager.js";

// The service holds those that are joined: they emit events.
const known = new Handles<Activity>((handle) => ex.release_activity(handle));

interface Info {
  readonly joined: boolean;
  readonly lurking: boolean;
  readonly ephemeral: boolean;
  readonly created: number;
  readonly state: Wire;
  readonly pending: boolean;
}

/** Something that people do together. Each session in it has a state that the others see. Comes from `ActivityService.join`. */
export class Activity extends ConvergenceEventEmitter<events.IActivityEvent> {
  /** The names of the events. */
  static readonly Events = Object.freeze({
    SESSION_JOINED: "session_joined",
    SESSION_LEFT: "session_left",
    STATE_SET: "state_set",
    STATE_CLEARED: "state_cleared",
    STATE_REMOVED: "state_removed",
    STATE_DELTA: "state_delta",
    STATE_REJECTED: "state_rejected",
    LEFT: "left",
    DELETED: "deleted",
    FORCE_LEAVE: "force_leave",
  } as const);

  private readonly _replay = new Replay(() => this.participants(), this);

  /** @internal */
  constructor(
    /** @internal */ readonly _domain: ConvergenceDomain,
    private readonly _handle: number,
    private readonly _type: string,
    private readonly _id: string,
  ) {
    super();
  }

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** The type; a name of the application's own. */
  type(): string {
    return this._type;
  }

  /** The id, unique within the type. */
  id(): string {
    return this._id;
  }

  /** When the activity was created; 1970 as long as it was never joined with a connection. */
  createdTime(): Date {
    return new Date(this._info().created);
  }

  /** Whether the server removes it when the last session leaves. */
  isEphemeral(): boolean {
    return this._info().ephemeral;
  }

  /** Reads and changes what everybody may do. */
  permissions(): ActivityPermissionManager {
    return new ActivityPermissionManager(this._domain, ["", this._type, this._id]);
  }

  /** Whether this session is in the activity. */
  isJoined(): boolean {
    return this._info().joined;
  }

  /** Leaves the activity. Rejects when it is not joined. */
  leave(): Promise<void> {
    return requestOf(this._handle, Method.ActivityLeave, [], () => undefined);
  }

  /** A copy of the state of this session. Empty when it lurks. */
  state(): Map<string, any> {
    return stateOf(this._info().state);
  }

  /** Whether the state was changed without a connection. It is sent when the session is in the activity again. */
  isStatePending(): boolean {
    return this._info().pending;
  }

  /** Sets one key of the state of this session. Throws when it lurks, and for values that are not JSON. `state_rejected` says what the server does not take. */
  setState(key: string, value: any): void;
  /** Sets some keys of the state of this session; the others stay. Throws and is rejected like one key. */
  setState(state: KeyedValues): void;
  setState(state: KeyedValues | string, value?: any): void {
    this._update(keyedValues(state, value), [], false);
  }

  /** Removes keys of the state of this session. Throws when it lurks. */
  removeState(keys: string | string[]): void {
    this._update({}, keyList(keys), false);
  }

  /** Empties the state of this session. Throws when it lurks. */
  clearState(): void {
    this._update({}, [], true);
  }

  /** The sessions in the activity, this one included unless it lurks. */
  participants(): ActivityParticipant[] {
    const list = call(Method.ActivityParticipants, this._handle);
    return list.map(([number, local, state]) => this._participant(number, local, state));
  }

  /** The participant of a session, or undefined. */
  participant(sessionId: string): ActivityParticipant | undefined {
    checkString(sessionId, "sessionId");
    return this.participants().find((one) => one.sessionId === sessionId);
  }

  /** The participants as they are now, and again after each change. Completes when this session leaves. */
  participantsAsObservable(): Observable<ActivityParticipant[]> {
    return this._replay.observable;
  }

  /** @internal */
  override _logger(): string {
    return "activities.activity";
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }

  /** @internal An event of the core, see docs/bridge.md. */
  _frame([, , kind, local, number, set, gone, complete, old, reason]: FrameOf<Frame.ActivityEvent>): void {
    const { user, sessionId } = this._domain._participants.get(number);
    const head = [this, user, sessionId, local] as const;
    if (kind <= ActivityEventCode.Delta) this._replay.changed();
    switch (kind) {
      case ActivityEventCode.Joined:
        return this._emit(
          new events.ActivitySessionJoinedEvent(...head, new ActivityParticipant(...head, stateOf(set))),
        );
      case ActivityEventCode.SessionLeft:
        return this._emit(new events.ActivitySessionLeftEvent(...head));
      case ActivityEventCode.Delta: {
        const values = stateOf(set);
        const removed = (gone as string[]).filter((key) => !values.has(key)).sort();
        return this._changed(head, values, complete === true, removed, stateOf(old));
      }
      case ActivityEventCode.Deleted:
        return this._emit(new events.ActivityDeletedEvent(...head));
      case ActivityEventCode.ForceLeave:
        return this._emit(new events.ActivityForceLeaveEvent(...head, String(reason)));
      case ActivityEventCode.Rejected:
        return this._emit(new events.ActivityStateRejectedEvent(...head, String(reason)));
      case ActivityEventCode.Left: {
        const event = new events.ActivityLeftEvent(...head);
        this._domain.activities()._hasLeft(this, event);
        this._emit(event);
        this._replay.end();
        return this._complete();
      }
    }
  }

  private _changed(
    head: readonly [activity: Activity, user: events.IActivityEvent["user"], sessionId: string, local: boolean],
    values: Map<string, any>,
    complete: boolean,
    removed: string[],
    old: Map<string, any>,
  ): void {
    this._emit(new events.ActivityStateDeltaEvent(...head, values, complete, removed, old));
    if (complete) this._emit(new events.ActivityStateClearedEvent(...head, old));
    else for (const key of removed) this._emit(new events.ActivityStateRemovedEvent(...head, key, old.get(key)));
    for (const [key, value] of values) this._emit(new events.ActivityStateSetEvent(...head, key, value, old.get(key)));
  }

  private _participant(number: number, local: boolean, state: Wire): ActivityParticipant {
    const { user, sessionId } = this._domain._participants.get(number);
    return new ActivityParticipant(this, user, sessionId, local, stateOf(state));
  }

  private _update(set: WireMap, removed: string[], complete: boolean): void {
    call(Method.ActivityUpdate, this._handle, set, removed, complete);
  }

  private _info(): Info {
    const [isJoined, lurking, ephemeral, created, state, pending] = call(Method.ActivityInfo, this._handle);
    return { joined: isJoined, lurking, ephemeral, created, state, pending };
  }
}

/** @internal The activity of a result `[activity, type, id]` of the core. */
export function joinedActivity(domain: ConvergenceDomain, [handle, type, id]: Calls[Method.ActivityJoin]["result"]): Activity {
  const there = known.get(handle);
  if (there !== undefined) return there;
  const activity = new Activity(domain, handle, type, id);
  known.add(handle, activity);
  return activity;
}

/** @internal */
export function activityFrame(frame: FrameOf<Frame.ActivityEvent>): void {
  known.get(frame[1])?._frame(frame);
}
