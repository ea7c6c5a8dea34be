import { checkFilled, describe } from "../arguments.js";
import type { Wire } from "../core/frames.js";
import { Body } from "../generated/numbers.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { post } from "../requests.js";
import type { ConvergenceSession } from "../domain/session.js";
import { UserGroup } from "./group.js";
import { queryWire, type UserQuery } from "./query.js";
import type { DomainUserIdentifier } from "./user-id.js";
import { userOf, type DomainUser } from "./user.js";
import type { UserIdWire } from "../generated/calls.js";
import { userWire, userWires } from "./wire.js";

/**
 * Finds users and groups. Comes from `ConvergenceDomain.identity`. Without a
 * connection promises reject with code `offline`; with an offline store users
 * and groups that were seen before come from there.
 */
export class IdentityService {
  /** @internal */
  constructor(private readonly _domain: ConvergenceDomain) {}

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** The user who is signed in, asked of the server anew. Rejects with code `offline` when nobody can be asked. */
  async profile(): Promise<DomainUser> {
    this._domain._assertReachable();
    const me = this.session().user() as DomainUser;
    return (await this.user(me.userId)) ?? me;
  }

  /** Whether there is such a user. Rejects like `user`. */
  async userExists(user: DomainUserIdentifier): Promise<boolean> {
    return (await this.user(user)) !== undefined;
  }

  /** A user, or undefined if there is none. Rejects when `user` is not set. */
  async user(user: DomainUserIdentifier): Promise<DomainUser | undefined> {
    return (await this._users([userWire(user)]))[0];
  }

  /** Those of the users that exist. Throws when `users` is no array. */
  users(users: DomainUserIdentifier[]): Promise<DomainUser[]> {
    const wires = userWires(users, "users");
    // Each user once.
    return this._users([...new Map(wires.map((wire) => [wire.join(), wire])).values()]);
  }

  /**
   * Searches the users with an account. Rejects when there is no term or no
   * field; throws for an unknown field.
   */
  search(query: UserQuery): Promise<DomainUser[]> {
    const fields = queryWire(query);
    if (fields === null) return Promise.reject(new Error("query.term and query.fields must not be empty"));
    return post(this._domain, Body.UserSearch, fields, usersOf);
  }

  /** The user with an e-mail address, or undefined. Rejects with code `unauthorized` where the domain hides addresses. Of the older API; `search` can do more. */
  async userByEmail(email: string): Promise<DomainUser | undefined> {
    checkFilled(email, "email");
    return (await this.search({ term: email, fields: "email" })).find((user) => user.email === email);
  }

  /** The users with e-mail addresses, as far as they exist. Rejects as `userByEmail` does. Of the older API. */
  async usersByEmail(emails: string[]): Promise<DomainUser[]> {
    const found = await Promise.all(emails.map((email) => this.userByEmail(email)));
    return found.filter((user) => user !== undefined);
  }

  /** Groups by id. Throws when there are no ids; rejects with code `group_not_found`. */
  groups(ids: string[]): Promise<UserGroup[]> {
    if (!Array.isArray(ids) || ids.length === 0) {
      throw new TypeError(`ids must be an array that is not empty, but is ${describe(ids)}`);
    }
    for (const id of ids) checkFilled(id, "id");
    return post(this._domain, Body.Groups, [ids], ([groups]: [[string, string, UserIdWire[]][]]) =>
      groups.map(([id, description, members]) => new UserGroup(id, description, Object.freeze(members.map(([, name]) => name)))),
    );
  }

  /** A group. Rejects with code `group_not_found`. */
  async group(id: string): Promise<UserGroup> {
    return (await this.groups([id]))[0] as UserGroup;
  }

  /** The ids of the groups that a user is in. Rejects with code `user_not_found`. */
  async groupsForUser(user: DomainUserIdentifier): Promise<string[]> {
    return Object.values(await this.groupsForUsers([user]))[0] as string[];
  }

  /** The ids of groups, by username. Rejects with code `user_not_found`. */
  groupsForUsers(users: DomainUserIdentifier[]): Promise<{ [username: string]: string[] }> {
    return post(this._domain, Body.UserGroups, [userWires(users, "users")], ([list]: [[UserIdWire, string[]][]]) =>
      Object.fromEntries(list.map(([[, username], groups]) => [username, groups])),
    );
  }

  private async _users(wires: UserIdWire[]): Promise<DomainUser[]> {
    return wires.length === 0 ? [] : post(this._domain, Body.Users, [wires], usersOf);
  }
}

function usersOf([users]: [Wire[]]): DomainUser[] {
  return users.map((user) => userOf(user) as DomainUser);
}
