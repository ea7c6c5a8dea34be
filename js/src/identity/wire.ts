// Users as the bridge writes them.
import type { UserIdWire } from "../generated/calls.js";
import { Method } from "../generated/numbers.js";
import { call } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { checkFilled, describe } from "../arguments.js";
import { DomainUserId, type DomainUserIdentifier } from "./user-id.js";
import { DomainUser, userOf, userTypeNumber, userTypeOf } from "./user.js";

/** Writes a user. Throws for what is neither a username nor a DomainUserId, and for an empty name. */
export function userWire(user: DomainUserIdentifier): UserIdWire {
  const { username } = DomainUserId.of(user);
  checkFilled(username, "username");
  return [userTypeNumber(user), username];
}

/** Writes a list of users. Throws a TypeError, naming the list, for what is none. */
export function userWires(users: unknown, name: string): UserIdWire[] {
  if (!Array.isArray(users)) throw new TypeError(`${name} must be an array, but is ${describe(users)}`);
  return users.map((user: DomainUserIdentifier) => userWire(user));
}

/** The id of `[type, username]`. */
export function userIdOf([type, username]: UserIdWire): DomainUserId {
  return DomainUserId.guid(userTypeOf(type), username);
}

/** What the core knows about the user of `[type, username]`, at least these two. */
export function knownUser(domain: ConvergenceDomain, wire: UserIdWire): DomainUser {
  return userOf(call(Method.User, domain._core(), ...wire)) as DomainUser;
}

/** The user of `[type, username]` when nothing else is known. */
export function userIdOnly([type, username]: UserIdWire): DomainUser {
  return new DomainUser(userTypeOf(type), username);
}
