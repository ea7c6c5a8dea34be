import { UserType } from "../generated/numbers.js";
import { DomainUserId, type DomainUserIdentifier } from "./user-id.js";
import { DomainUserType } from "./user-type.js";

/** A user of a domain. */
export class DomainUser {
  /** True for a user who signed in without an account. */
  readonly anonymous: boolean;
  /** True for an administrator or server user. */
  readonly convergence: boolean;
  /** True for a user with an account. */
  readonly normal: boolean;
  /** Type and name in one object, for example as a key. */
  readonly userId: DomainUserId;

  constructor(
    /** What kind of user this is. */
    readonly userType: DomainUserType,
    /** The name within the kind. */
    readonly username: string,
    /** The first name; undefined when none is known. */
    readonly firstName?: string,
    /** The last name; undefined when none is known. */
    readonly lastName?: string,
    /** What others are to call the user; undefined when none is known. */
    readonly displayName?: string,
    /** The address for mail; undefined when none is known. */
    readonly email?: string,
  ) {
    this.anonymous = userType === DomainUserType.ANONYMOUS;
    this.convergence = userType === DomainUserType.CONVERGENCE;
    this.normal = userType === DomainUserType.NORMAL;
    this.userId = DomainUserId.guid(userType, username);
    Object.freeze(this);
  }

  /** Same as `anonymous`, the name that older applications use. */
  get isAnonymous(): boolean {
    return this.anonymous;
  }
}

const TYPES = [DomainUserType.NORMAL, DomainUserType.CONVERGENCE, DomainUserType.ANONYMOUS] as const;

/** @internal Makes the user of `[type, username, first, last, display, email]`. */
export function userOf(wire: unknown): DomainUser | null {
  if (wire === null || wire === undefined) return null;
  const [type, username, first, last, display, email] = wire as [number, string, string, string, string, string];
  return new DomainUser(
    userTypeOf(type),
    username,
    first || undefined,
    last || undefined,
    display || undefined,
    email || undefined,
  );
}

/** @internal The type of a number of the bridge. */
export function userTypeOf(number: number): DomainUserType {
  return TYPES[number] ?? DomainUserType.NORMAL;
}

/** @internal The number of the type of a user. */
export function userTypeNumber(user: DomainUserIdentifier): number {
  const id = DomainUserId.of(user);
  if (id.userType === DomainUserType.CONVERGENCE) return UserType.Convergence;
  return id.userType === DomainUserType.ANONYMOUS ? UserType.Anonymous : UserType.Normal;
}
