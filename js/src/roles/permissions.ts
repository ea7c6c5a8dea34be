// Permissions of activities and chats: names, for everybody, for users and for
// groups.
import { checkFilled, describe } from "../arguments.js";
import type { Wire } from "../core/frames.js";
import { DomainUserIdMap, type DomainUserMapping } from "../identity/user-id-map.js";
import type { RolesWire } from "../generated/calls.js";
import { userIdOf, userWire } from "../identity/wire.js";

/** Permissions as they may be given. */
export type PermissionList<P extends string> = Set<P> | readonly P[];
/** Permissions by user. */
export type UserPermissionMapping<P extends string> = DomainUserMapping<PermissionList<P>>;
/** Permissions by the id of a group. */
export type GroupPermissionMapping<P extends string> = { [groupId: string]: PermissionList<P> } | Map<string, PermissionList<P>>;

/** Who may do what, when something is created or changed. */
export interface IPermissionsOptions<P extends string> {
  /** What everybody may do. Default: nothing. */
  worldPermissions?: PermissionList<P>;
  /** What single users may do besides. Default: nothing. */
  userPermissions?: UserPermissionMapping<P>;
  /** What the members of groups may do besides, by the id of the group. Default: nothing. */
  groupPermissions?: GroupPermissionMapping<P>;
}

/** Who may do what. What a user may do is the union. */
export interface IAllPermissions<P extends string> {
  /** What everybody may do. */
  readonly worldPermissions: Set<P>;
  /** What single users may do besides. */
  readonly userPermissions: DomainUserIdMap<Set<P>>;
  /** What the members of groups may do besides, by the id of the group. */
  readonly groupPermissions: Map<string, Set<P>>;
}

/** @internal Checks permissions and writes them. */
export function rolesWire(options: IPermissionsOptions<string>): RolesWire {
  const { worldPermissions, userPermissions, groupPermissions } = options;
  const groups = groupPermissions ?? {};
  if (typeof groups !== "object") throw new TypeError(`groupPermissions must be an object or a Map, but is ${describe(groups)}`);
  return [
    names(worldPermissions ?? [], "worldPermissions"),
    DomainUserIdMap.of(userPermissions ?? {})
      .entries()
      .map(([user, list]) => [userWire(user), names(list, `userPermissions of ${user.username}`)] as const),
    (groups instanceof Map ? [...groups] : Object.entries(groups)).map(([group, list]) => {
      checkFilled(group, "group");
      return [group, names(list, `groupPermissions of ${group}`)] as const;
    }),
  ];
}

/** @internal Reads what `rolesWire` writes. */
export function allPermissionsOf<P extends string>(wire: Wire): IAllPermissions<P> {
  const [world, users, groups] = wire as unknown as RolesWire;
  const userPermissions = new DomainUserIdMap<Set<P>>();
  for (const [user, list] of users) userPermissions.set(userIdOf(user), new Set(list as P[]));
  return {
    /** What everybody may do. */
    worldPermissions: new Set(world as P[]),
    userPermissions,
    /** What the members of groups may do besides, by the id of the group. */
    groupPermissions: new Map(groups.map(([group, list]) => [group, new Set(list as P[])])),
  };
}

function names(list: unknown, name: string): string[] {
  if (!Array.isArray(list) && !(list instanceof Set)) {
    throw new TypeError(`${name} must be a Set or an array, but is ${describe(list)}`);
  }
  for (const one of list) checkFilled(one, name);
  return [...new Set(list as Iterable<string>)];
}
