import { checkFilled, checkFlag, checkString, describe } from "../arguments.js";
import type { FrameWriter } from "../core/frames.js";
import { DomainUserIdMap, type DomainUserMapping } from "../identity/user-id-map.js";
import { userWire } from "../identity/wire.js";
import { permissionBits, type IModelPermissions } from "./permissions.js";
import { writeValue, type UndefinedPolicy } from "./value.js";

/** The data of a new model: a plain object. */
export interface ModelDataInitializer {
  [key: string]: any;
}

/** Makes the data of a new model when it is needed. */
export type ModelDataCallback = () => ModelDataInitializer | Promise<ModelDataInitializer>;

/** What a new model is made of. */
export interface ICreateModelOptions {
  /** The collection that the model is put into. Required. */
  collection: string;
  /** The id. The server makes one when there is none. */
  id?: string;
  /** The initial data. Default: an empty object. */
  data?: ModelDataInitializer | ModelDataCallback;
  /** Whether `worldPermissions` go before those of the collection. */
  overrideCollectionWorldPermissions?: boolean;
  /** What everybody may do. */
  worldPermissions?: IModelPermissions;
  /** What single users may do. */
  userPermissions?: DomainUserMapping<IModelPermissions>;
}

/** What a model is made of when there is none of that id. */
export interface IAutoCreateModelOptions extends ICreateModelOptions {
  /** Whether the server deletes the model when the last client closes it. */
  ephemeral?: boolean;
}

/** @internal Checks the shape of options. Throws for bad ones. */
export function checkCreation(options: unknown, name: string): asserts options is IAutoCreateModelOptions {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${name} must be an object, but is ${describe(options)}`);
  }
  const { id } = options as { id?: unknown };
  if (id !== undefined && id !== null) {
    checkString(id, `${name}.id`);
    if (id === "") throw new Error(`${name}.id must not be empty`);
  }
}

/** @internal The data of options, asked for if it is a function. */
export async function creationData(options: ICreateModelOptions): Promise<unknown> {
  const { data } = options;
  return typeof data === "function" ? await (data as ModelDataCallback)() : (data ?? {});
}

/** @internal Writes `[collection, value, override, world | nil, users, ephemeral]`. */
export function writeCreation(
  writer: FrameWriter,
  options: IAutoCreateModelOptions,
  data: unknown,
  policy: UndefinedPolicy,
): void {
  checkFilled(options.collection, "collection");
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError(`data must be an object, but is ${describe(data)}`);
  }
  const users = DomainUserIdMap.of(options.userPermissions ?? {}).entries();
  writer.array(6);
  writer.text(options.collection);
  writeValue(writer, data, policy, "data");
  writer.write(checkFlag(options.overrideCollectionWorldPermissions, "overrideCollectionWorldPermissions"));
  const world = options.worldPermissions;
  writer.write(world == null ? null : permissionBits(world, "worldPermissions"));
  writer.array(users.length);
  for (const [user, permissions] of users) {
    writer.write([...userWire(user), permissionBits(permissions, `userPermissions of ${user.username}`)]);
  }
  writer.write(checkFlag(options.ephemeral, "ephemeral"));
}
