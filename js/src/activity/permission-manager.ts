import { AbstractPermissionManager } from "../roles/permission-manager.js";

/** What can be allowed in an activity. */
export type ActivityPermission = "join" | "lurk" | "view_state" | "set_state" | "remove" | "manage";

/** The permissions of one activity. Comes from `Activity.permissions`. */
export class ActivityPermissionManager extends AbstractPermissionManager<ActivityPermission> {
  /** The type of the activity. */
  type(): string {
    return this._target[1];
  }

  /** The id of the activity. */
  id(): string {
    return this._target[2];
  }
}
