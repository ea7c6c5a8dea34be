import { describe } from "../arguments.js";
import { DomainUserId, type DomainUserIdentifier } from "./user-id.js";

/** Values by user: an object by username, a Map, or a DomainUserIdMap. */
export type DomainUserMapping<V> = { [username: string]: V } | Map<string | DomainUserId, V> | DomainUserIdMap<V>;

/** A map whose keys are users. */
export class DomainUserIdMap<V> {
  private readonly _byGuid = new Map<string, V>();

  /** Makes a map of any mapping. Throws for anything else. */
  static of<V>(mapping: DomainUserMapping<V>): DomainUserIdMap<V> {
    const map = new DomainUserIdMap<V>();
    if (mapping instanceof DomainUserIdMap) {
      mapping.forEach((value, user) => map.set(user, value));
    } else if (mapping instanceof Map) {
      for (const [user, value] of mapping) map.set(user, value);
    } else if (typeof mapping === "object" && mapping !== null && !Array.isArray(mapping)) {
      for (const user of Object.keys(mapping)) map.set(user, mapping[user] as V);
    } else {
      throw new TypeError(`mapping must be an object, a Map or a DomainUserIdMap, but is ${describe(mapping)}`);
    }
    return map;
  }

  /** Makes a map of an object whose keys are guids. */
  static fromGuidObjectMap<V>(object: { [guid: string]: V }): DomainUserIdMap<V> {
    const map = new DomainUserIdMap<V>();
    for (const guid of Object.keys(object)) map.set(DomainUserId.fromGuid(guid), object[guid] as V);
    return map;
  }

  /** The value of a user, or undefined. */
  get(user: DomainUserIdentifier): V | undefined {
    return this._byGuid.get(DomainUserId.of(user).toGuid());
  }

  /** Sets the value of a user. */
  set(user: DomainUserIdentifier, value: V): void {
    this._byGuid.set(DomainUserId.of(user).toGuid(), value);
  }

  /** Whether there is a value for the user. */
  has(user: DomainUserIdentifier): boolean {
    return this._byGuid.has(DomainUserId.of(user).toGuid());
  }

  /** Removes the value of a user and says whether there was one. */
  delete(user: DomainUserIdentifier): boolean {
    return this._byGuid.delete(DomainUserId.of(user).toGuid());
  }

  /** The users, in the order in which they were added. */
  keys(): DomainUserId[] {
    return [...this._byGuid.keys()].map((guid) => DomainUserId.fromGuid(guid));
  }

  /** Users and values, in the order in which they were added. */
  entries(): [DomainUserId, V][] {
    return [...this._byGuid].map(([guid, value]) => [DomainUserId.fromGuid(guid), value]);
  }

  /** The number of users. */
  size(): number {
    return this._byGuid.size;
  }

  /** Calls back for each user. */
  forEach(callback: (value: V, userId: DomainUserId) => void): void {
    for (const [user, value] of this.entries()) callback(value, user);
  }

  /** An object whose keys are guids. */
  toGuidObjectMap(): { [guid: string]: V } {
    return Object.fromEntries(this._byGuid);
  }
}
