import { checkFlag, describe } from "../arguments.js";
import { Permission } from "../generated/numbers.js";

/** What a user may do with a model, as plain data. */
export interface IModelPermissions {
  /** The model may be opened. */
  read: boolean;
  /** The data may be changed. */
  write: boolean;
  /** The model may be deleted. */
  remove: boolean;
  /** The permissions may be changed. */
  manage: boolean;
}

/** What a user may do with a model. */
export class ModelPermissions implements IModelPermissions {
  /** Nothing is allowed. */
  static readonly NONE = new ModelPermissions(false, false, false, false);

  constructor(
    /** The model may be opened. */
    readonly read: boolean,
    /** The data may be changed. */
    readonly write: boolean,
    /** The model may be deleted. */
    readonly remove: boolean,
    /** The permissions may be changed. */
    readonly manage: boolean,
    // A class made from this one has more to set before.
    frozen = true,
  ) {
    if (frozen) Object.freeze(this);
  }

  /** Makes permissions of plain data. */
  static fromJSON(json: IModelPermissions): ModelPermissions {
    return new ModelPermissions(json.read, json.write, json.remove, json.manage);
  }

  /** Plain data. */
  toJSON(): IModelPermissions {
    return { read: this.read, write: this.write, remove: this.remove, manage: this.manage };
  }
}

/** @internal Permissions of the bits of the bridge. */
export function permissionsOf(bits: number): ModelPermissions {
  return new ModelPermissions(
    (bits & Permission.Read) !== 0,
    (bits & Permission.Write) !== 0,
    (bits & Permission.Remove) !== 0,
    (bits & Permission.Manage) !== 0,
  );
}

/** @internal The bits of the bridge. Missing properties count as not allowed; others must be booleans. */
export function permissionBits(permissions: unknown, name: string): number {
  if (typeof permissions !== "object" || permissions === null) {
    throw new TypeError(`${name} must be an object {read, write, remove, manage}, but is ${describe(permissions)}`);
  }
  const p = permissions as Partial<IModelPermissions>;
  const bit = (right: keyof IModelPermissions, bit: number) => (checkFlag(p[right], `${name}.${right}`) ? bit : 0);
  return bit("read", Permission.Read) | bit("write", Permission.Write) | bit("remove", Permission.Remove) | bit("manage", Permission.Manage);
}

/** What a user may do with a collection and, unless they say otherwise, its models, as plain data. */
export interface ICollectionPermissions extends IModelPermissions {
  /** Models may be created in the collection. */
  create: boolean;
}

/** What a user may do with a collection and, unless they say otherwise, its models. */
export class CollectionPermissions extends ModelPermissions implements ICollectionPermissions {
  constructor(
    /** Models may be created in the collection. */
    readonly create: boolean,
    read: boolean,
    write: boolean,
    remove: boolean,
    manage: boolean,
  ) {
    super(read, write, remove, manage, false);
    Object.freeze(this);
  }

  /** Plain data. */
  override toJSON(): ICollectionPermissions {
    return { create: this.create, ...super.toJSON() };
  }
}

/** @internal Permissions on a collection of the bits of the bridge. */
export function collectionPermissionsOf(bits: number): CollectionPermissions {
  const { read, write, remove, manage } = permissionsOf(bits);
  return new CollectionPermissions((bits & Permission.Create) !== 0, read, write, remove, manage);
}

/** @internal The bits of the bridge of permissions on a collection. */
export function collectionPermissionBits(permissions: unknown, name: string): number {
  const bits = permissionBits(permissions, name);
  return checkFlag((permissions as Partial<ICollectionPermissions>).create, `${name}.create`) ? bits | Permission.Create : bits;
}

/** @internal The names of the permissions in which two sets of bits differ. */
export function changedPermissions(now: number, before: number): string[] {
  const names: [number, string][] = [
    [Permission.Read, "read"],
    [Permission.Write, "write"],
    [Permission.Remove, "remove"],
    [Permission.Manage, "manage"],
  ];
  return names.filter(([bit]) => ((now ^ before) & bit) !== 0).map(([, name]) => name);
}
