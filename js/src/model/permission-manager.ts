import { checkBoolean, checkFilled, describe } from "../arguments.js";
import { PermissionTarget, Method } from "../generated/numbers.js";
import { ask } from "../requests.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { DomainUserIdMap, type DomainUserMapping } from "../identity/user-id-map.js";
import { DomainUserId, type DomainUserIdentifier } from "../identity/user-id.js";
import { userTypeOf } from "../identity/user.js";
import { userWire } from "../identity/wire.js";
import {
  collectionPermissionBits,
  collectionPermissionsOf,
  permissionBits,
  permissionsOf,
  type CollectionPermissions,
  type ICollectionPermissions,
  type IModelPermissions,
  type ModelPermissions,
} from "./permissions.js";

/** Permissions by the id of a group. */
export type GroupMapping<V> = { [groupId: string]: V } | Map<string, V>;

interface All {
  readonly overrides: boolean;
  readonly world: number;
  readonly users: readonly (readonly [type: number, username: string, bits: number])[];
  readonly groups: readonly (readonly [group: string, bits: number])[];
  readonly own: number;
}

/** What is to change; what is missing stays. */
interface Change {
  overrides?: boolean;
  world?: number;
  replaceUsers?: boolean;
  users?: (readonly [number, string, number])[];
  removeUsers?: (readonly [number, string])[];
  replaceGroups?: boolean;
  groups?: [string, number][];
  removeGroups?: string[];
}

/**
 * Reads and changes permissions at the server. P is the class that they are
 * told in, I what they may be given as. Reading needs the permission to read,
 * changing the one to manage: else the promise rejects with `unauthorized`.
 * Without a connection it rejects with `offline`.
 */
export abstract class PermissionManager<P extends I, I> {
  /** @internal */
  constructor(
    private readonly _domain: ConvergenceDomain,
    private readonly _target: number,
    /** @internal */ protected readonly _id: string,
    private readonly _of: (bits: number) => P,
    private readonly _bits: (permissions: unknown, name: string) => number,
  ) {}

  /** What the user of this client may do. */
  async getPermissions(): Promise<P> {
    return this._of((await this._get()).own);
  }

  /** What everybody may do who has no entry. */
  async getWorldPermissions(): Promise<P> {
    return this._of((await this._get()).world);
  }

  /** Sets what everybody may do who has no entry. */
  setWorldPermissions(permissions: I): Promise<void> {
    return this._set({ world: this._bits(permissions, "permissions") });
  }

  /** The entries of all users. */
  async getAllUserPermissions(): Promise<DomainUserIdMap<P>> {
    const map = new DomainUserIdMap<P>();
    for (const [type, username, bits] of (await this._get()).users) {
      map.set(DomainUserId.guid(userTypeOf(type), username), this._of(bits));
    }
    return map;
  }

  /** Replaces the entries of all users. */
  setAllUserPermissions(permissions: DomainUserMapping<I>): Promise<void> {
    const users = DomainUserIdMap.of(permissions).entries();
    return this._set({
      replaceUsers: true,
      users: users.map(([user, p]) => [...userWire(user), this._bits(p, `permissions of ${user.username}`)] as const),
    });
  }

  /** The entry of a user, or undefined. */
  async getUserPermissions(user: DomainUserIdentifier): Promise<P | undefined> {
    const id = DomainUserId.of(user);
    return (await this.getAllUserPermissions()).get(id);
  }

  /** Sets the entry of a user. */
  setUserPermissions(user: DomainUserIdentifier, permissions: I): Promise<void> {
    return this._set({ users: [[...userWire(user), this._bits(permissions, "permissions")]] });
  }

  /** Removes the entry of a user. */
  removeUserPermissions(user: DomainUserIdentifier): Promise<void> {
    return this._set({ removeUsers: [userWire(user)] });
  }

  /** The entries of all groups. Not part of the older API. */
  async getAllGroupPermissions(): Promise<Map<string, P>> {
    return new Map((await this._get()).groups.map(([group, bits]) => [group, this._of(bits)]));
  }

  /** Replaces the entries of all groups. Not part of the older API. */
  setAllGroupPermissions(permissions: GroupMapping<I>): Promise<void> {
    if (typeof permissions !== "object" || permissions === null) {
      throw new TypeError(`permissions must be an object or a Map, but is ${describe(permissions)}`);
    }
    const all = permissions instanceof Map ? [...permissions] : Object.entries(permissions);
    for (const [group] of all) checkFilled(group, "group");
    return this._set({
      replaceGroups: true,
      groups: all.map(([group, p]) => [group, this._bits(p, `permissions of ${group}`)]),
    });
  }

  /** The entry of a group, or undefined. Throws for an empty id. Not part of the older API. */
  async getGroupPermissions(group: string): Promise<P | undefined> {
    checkFilled(group, "group");
    return (await this.getAllGroupPermissions()).get(group);
  }

  /** Sets the entry of a group. Not part of the older API. */
  setGroupPermissions(group: string, permissions: I): Promise<void> {
    checkFilled(group, "group");
    return this._set({ groups: [[group, this._bits(permissions, "permissions")]] });
  }

  /** Removes the entry of a group. Not part of the older API. */
  removeGroupPermissions(group: string): Promise<void> {
    checkFilled(group, "group");
    return this._set({ removeGroups: [group] });
  }

  /** @internal */
  protected _get(): Promise<All> {
    return ask(this._domain, Method.PermissionsGet, [this._target, this._id], ([overrides, world, users, groups, own]) => ({ overrides, world, users, groups, own }));
  }

  /** @internal */
  protected _set(change: Change): Promise<void> {
    const { overrides = null, world = null, users = [], removeUsers = [], groups = [], removeGroups = [] } = change;
    const [replaceUsers, replaceGroups] = [change.replaceUsers === true, change.replaceGroups === true];
    const list = [overrides, world, replaceUsers, users, removeUsers, replaceGroups, groups, removeGroups] as const;
    return ask(this._domain, Method.PermissionsSet, [this._target, this._id, ...list], () => undefined);
  }
}

/** The permissions of one model. Comes from `ModelService.permissions`. */
export class ModelPermissionManager extends PermissionManager<ModelPermissions, IModelPermissions> {
  /** @internal */
  constructor(domain: ConvergenceDomain, id: string) {
    super(domain, PermissionTarget.Model, id, permissionsOf, permissionBits);
  }

  /** The id of the model. */
  get modelId(): string {
    return this._id;
  }

  /** Whether the model's world permissions go before those of its collection. */
  async getOverridesCollection(): Promise<boolean> {
    return (await this._get()).overrides;
  }

  /** Sets whether the model's world permissions go before those of its collection. */
  setOverridesCollection(overrides: boolean): Promise<void> {
    checkBoolean(overrides, "overrides");
    return this._set({ overrides });
  }
}

/** The permissions of one collection. Not part of the older API. Comes from `ModelService.collectionPermissions`. */
export class CollectionPermissionManager extends PermissionManager<CollectionPermissions, ICollectionPermissions> {
  /** @internal */
  constructor(domain: ConvergenceDomain, id: string) {
    super(domain, PermissionTarget.Collection, id, collectionPermissionsOf, collectionPermissionBits);
  }

  /** The id of the collection. */
  get collectionId(): string {
    return this._id;
  }
}

