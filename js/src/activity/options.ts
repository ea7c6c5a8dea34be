import { checkFilled, checkFlag, describe } from "../arguments.js";
import type { Further } from "../core/promises.js";
import type { Method } from "../generated/numbers.js";
import { keyedValues, type KeyedValues } from "../keyed-values.js";
import { rolesWire, type IPermissionsOptions } from "../roles/permissions.js";
import type { ActivityPermission } from "./permission-manager.js";

/** What an activity is created from. */
export interface IActivityCreateOptions extends IPermissionsOptions<ActivityPermission> {
  /** The type; a name of the application's own. */
  activityType: string;
  /** The id, unique within the type. */
  activityId: string;
}

/** What an activity is created from when the one who joins finds none. */
export interface IAutoCreateActivityOptions extends IPermissionsOptions<ActivityPermission> {
  /** Whether the server removes it when the last session leaves. */
  ephemeral?: boolean;
}

/** How an activity is joined. */
export interface IActivityJoinOptions {
  /** The state at the beginning. */
  state?: KeyedValues;
  /** Whether to see the others without being seen. Default: false. */
  lurk?: boolean;
  /** Creates the activity if there is none. */
  autoCreate?: IAutoCreateActivityOptions;
}

/** The type of activities that are joined without one, as older applications do. */
export const DEFAULT_TYPE = "default";

/** How activities without a type are joined: they needed no creation. */
const ANYBODY: IAutoCreateActivityOptions = { ephemeral: true, worldPermissions: ["join", "view_state", "set_state"] };

/** Checks the arguments of a join and writes them. Without a type the activity is made for anybody. */
export function joinWire(type: unknown, id: unknown, options: IActivityJoinOptions = {}, typeless: boolean): Further<Method.ActivityJoin> {
  checkFilled(type, "type");
  checkFilled(id, "id");
  if (typeof options !== "object" || options === null) throw new TypeError(`options must be an object, but is ${describe(options)}`);
  const create = options.autoCreate ?? (typeless ? ANYBODY : undefined);
  return [
    type,
    id,
    checkFlag(options.lurk, "options.lurk"),
    keyedValues(options.state),
    create === undefined ? null : [checkFlag(create.ephemeral, "options.autoCreate.ephemeral"), rolesWire(create)],
  ];
}
