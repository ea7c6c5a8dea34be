import { checkString, describe } from "../arguments.js";
import { DomainUserType } from "./user-type.js";

/** A user by type and name. A bare string means a normal user. */
export type DomainUserIdentifier = string | DomainUserId;

/** Identifies a user: names are unique within a type only. */
export class DomainUserId {
  /** @param username must be a string */
  constructor(
    /** What kind of user it is. */
    readonly userType: DomainUserType,
    /** The name within the kind. */
    readonly username: string,
  ) {
    checkString(username, "username");
    Object.freeze(this);
  }

  /** The id of a normal user. */
  static normal(username: string): DomainUserId {
    return new DomainUserId(DomainUserType.NORMAL, username);
  }

  /** The id of an anonymous user. */
  static anonymous(username: string): DomainUserId {
    return new DomainUserId(DomainUserType.ANONYMOUS, username);
  }

  /** The id of an administrator or server user. */
  static convergence(username: string): DomainUserId {
    return new DomainUserId(DomainUserType.CONVERGENCE, username);
  }

  /** The id of a user of any type. */
  static guid(userType: DomainUserType, username: string): DomainUserId {
    return new DomainUserId(userType, username);
  }

  /** Reads `"<type>:<username>"`. Throws when the colon is missing or the type is unknown. */
  static fromGuid(guid: string): DomainUserId {
    checkString(guid, "guid");
    const colon = guid.indexOf(":");
    if (colon < 0) throw new Error(`guid must have the form type:username, but is "${guid}"`);
    return new DomainUserId(DomainUserId.toDomainUserType(guid.slice(0, colon)), guid.slice(colon + 1));
  }

  /** The user type of that name. Throws when there is none. */
  static toDomainUserType(type: string): DomainUserType {
    const found = Object.values(DomainUserType).find((t) => t === type);
    if (found === undefined) throw new Error(`type must be normal, convergence or anonymous, but is "${type}"`);
    return found;
  }

  /** The id of a user that is given by id or name. */
  static of(user: DomainUserIdentifier): DomainUserId {
    if (user instanceof DomainUserId) return user;
    if (typeof user === "string") return DomainUserId.normal(user);
    throw new TypeError(`user must be a username or a DomainUserId, but is ${describe(user)}`);
  }

  /** Same as `of`. */
  static toDomainUserId(user: DomainUserIdentifier): DomainUserId {
    return DomainUserId.of(user);
  }

  /** `"<type>:<username>"`. */
  toGuid(): string {
    return `${this.userType}:${this.username}`;
  }

  /** Whether both are the same user. */
  equals(other: DomainUserId): boolean {
    return other instanceof DomainUserId && other.userType === this.userType && other.username === this.username;
  }
}
