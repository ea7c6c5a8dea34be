import type { Wire } from "../core/frames.js";
import { Body } from "../generated/numbers.js";
import { checkFilled } from "../arguments.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { post } from "../requests.js";
import type { DomainUserIdMap } from "../identity/user-id-map.js";
import type { DomainUserIdentifier } from "../identity/user-id.js";
import {
  allPermissionsOf,
  rolesWire,
  type GroupPermissionMapping,
  type IAllPermissions,
  type IPermissionsOptions,
  type PermissionList,
  type UserPermissionMapping,
} from "./permissions.js";

/**
 * Reads and changes the permissions of an activity or a chat at the server.
 * Lists of permissions may be Sets or arrays. All methods throw code `offline`
 * without a connection, and reject with `unauthorized`.
 */
export abstract class AbstractPermissionManager<P extends string> {
  /** @internal `target`: the id of the chat, or an empty one and type and id of the activity. */
  constructor(
    private readonly _domain: ConvergenceDomain,
    /** @internal */ protected readonly _target: readonly [chat: string, type: string, id: string],
  ) {}

  /** What this session may do: the union of what everybody, the user's groups and the user may. */
  resolveSessionPermissions(): Promise<Set<P>> {
    return this._post(Body.ResolveRoles, [], ([names]) => new Set(names as P[]));
  }

  /** Who may do what. */
  getPermissions(): Promise<IAllPermissions<P>> {
    return this._post(Body.GetRoles, [], ([roles]) => allPermissionsOf<P>(roles));
  }

  /** Adds to what everybody may do. */
  addWorldPermissions(permissions: PermissionList<P>): Promise<void> {
    return this._change(Body.AddRoles, { worldPermissions: permissions });
  }

  /** Takes from what everybody may do. */
  removeWorldPermissions(permissions: PermissionList<P>): Promise<void> {
    return this._change(Body.RemoveRoles, { worldPermissions: permissions });
  }

  /** Replaces what everybody may do. */
  setWorldPermissions(permissions: PermissionList<P>): Promise<void> {
    return this._set({ worldPermissions: permissions }, true);
  }

  /** What everybody may do. */
  async getWorldPermissions(): Promise<Set<P>> {
    return (await this.getPermissions()).worldPermissions;
  }

  /** Adds to what users may do. */
  addUserPermissions(permissions: UserPermissionMapping<P>): Promise<void> {
    return this._change(Body.AddRoles, { userPermissions: permissions });
  }

  /** Takes from what users may do. */
  removeUserPermissions(permissions: UserPermissionMapping<P>): Promise<void> {
    return this._change(Body.RemoveRoles, { userPermissions: permissions });
  }

  /** Replaces what these users may do; with `replaceAll` all others lose theirs. */
  setUserPermissions(permissions: UserPermissionMapping<P>, replaceAll = false): Promise<void> {
    return this._set({ userPermissions: permissions }, false, replaceAll);
  }

  /** What users may do. */
  async getAllUserPermissions(): Promise<DomainUserIdMap<Set<P>>> {
    return (await this.getPermissions()).userPermissions;
  }

  /** What one user may do; empty when there is no entry. */
  async getUserPermissions(user: DomainUserIdentifier): Promise<Set<P>> {
    return (await this.getAllUserPermissions()).get(user) ?? new Set();
  }

  /** Adds to what groups may do. */
  addGroupPermissions(permissions: GroupPermissionMapping<P>): Promise<void> {
    return this._change(Body.AddRoles, { groupPermissions: permissions });
  }

  /** Takes from what groups may do. */
  removeGroupPermissions(permissions: GroupPermissionMapping<P>): Promise<void> {
    return this._change(Body.RemoveRoles, { groupPermissions: permissions });
  }

  /** Replaces what these groups may do; with `replaceAll` all others lose theirs. */
  setGroupPermissions(permissions: GroupPermissionMapping<P>, replaceAll = false): Promise<void> {
    return this._set({ groupPermissions: permissions }, false, false, replaceAll);
  }

  /** What groups may do. */
  async getAllGroupPermissions(): Promise<Map<string, Set<P>>> {
    return (await this.getPermissions()).groupPermissions;
  }

  /** What one group may do; empty when there is no entry. */
  async getGroupPermissions(group: string): Promise<Set<P>> {
    checkFilled(group, "group");
    return (await this.getAllGroupPermissions()).get(group) ?? new Set();
  }

  private _set(roles: IPermissionsOptions<P>, world: boolean, replaceUsers = false, replaceGroups = false): Promise<void> {
    return this._post(Body.SetRoles, [world, rolesWire(roles), replaceUsers, replaceGroups]);
  }

  private _change(body: number, roles: IPermissionsOptions<P>): Promise<void> {
    return this._post(body, [rolesWire(roles)]);
  }

  private _post<T = void>(body: number, fields: Wire[], then?: (fields: Wire[]) => T): Promise<T> {
    this._domain._assertOnline();
    return post(this._domain, body, [...this._target, ...fields], then);
  }
}
