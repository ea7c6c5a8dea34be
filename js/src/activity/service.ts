import { checkFilled, describe } from "../arguments.js";
import { Body, Method } from "../generated/numbers.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { ask, post } from "../requests.js";
import type { ConvergenceSession } from "../domain/session.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { logEvent, logsEvents } from "../logging.js";
import { rolesWire } from "../roles/permissions.js";
import { joinedActivity, type Activity } from "./activity.js";
import type { IActivityEvent } from "./events.js";
import { DEFAULT_TYPE, joinWire, type IActivityCreateOptions, type IActivityJoinOptions } from "./options.js";

/** Creates and joins activities. Comes from `ConvergenceDomain.activities`. Emits `left` when an activity was left. */
export class ActivityService extends ConvergenceEventEmitter<IActivityEvent> {
  private readonly _joined = new Map<string, Activity>();

  /** @internal */
  constructor(private readonly _domain: ConvergenceDomain) {
    super();
  }

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** Creates an activity that lasts until it is removed. Rejects with code `activity_already_exists` or `unauthorized`. */
  create(options: IActivityCreateOptions): Promise<void> {
    if (typeof options !== "object" || options === null) throw new TypeError(`options must be an object, but is ${describe(options)}`);
    checkFilled(options.activityType, "options.activityType");
    checkFilled(options.activityId, "options.activityId");
    return post(this._domain, Body.ActivityCreate, [options.activityType, options.activityId, rolesWire(options)]);
  }

  /** Removes an activity. Rejects with code `activity_not_found` or `unauthorized`. */
  remove(activityId: string, activityType: string): Promise<void> {
    checkFilled(activityType, "activityType");
    checkFilled(activityId, "activityId");
    return post(this._domain, Body.ActivityDelete, [activityType, activityId]);
  }

  /**
   * Joins an activity. Joining one that is joined gives the same object. While
   * the connection is interrupted the activity is this client's alone at first.
   * Rejects with code `activity_not_found`, `unauthorized` or, before the first
   * connect and without an offline store, `offline`.
   */
  join(type: string, id: string, options?: IActivityJoinOptions): Promise<Activity>;
  /** Joins an activity that anybody may join, and makes it if there is none. Rejects as with a type. Of the older API, where activities had no type. */
  join(id: string, options?: IActivityJoinOptions): Promise<Activity>;
  join(type: string, id?: string | IActivityJoinOptions, options?: IActivityJoinOptions): Promise<Activity> {
    const wire = typeof id === "string" ? joinWire(type, id, options, false) : joinWire(DEFAULT_TYPE, type, id, true);
    return ask(this._domain, Method.ActivityJoin, wire, (result) => {
      const activity = joinedActivity(this._domain, result);
      if (logsEvents) logEvent(this._logger(), { name: "joined", type: activity.type(), id: activity.id() });
      this._joined.set(keyOf(activity.type(), activity.id()), activity);
      return activity;
    });
  }

  /** The joined activities, by `type/id`. */
  joined(): Map<string, Activity> {
    return new Map(this._joined);
  }

  /** Whether an activity is joined. */
  isJoined(type: string, id: string): boolean {
    checkFilled(type, "type");
    checkFilled(id, "id");
    return this._joined.has(keyOf(type, id));
  }

  /** @internal */
  _hasLeft(activity: Activity, event: IActivityEvent): void {
    this._joined.delete(keyOf(activity.type(), activity.id()));
    this._emit(event);
  }

  /** @internal */
  override _logger(): string {
    return "activities.service";
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }
}

function keyOf(type: string, id: string): string {
  return `${type}/${id}`;
}
