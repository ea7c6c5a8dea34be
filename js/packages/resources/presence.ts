import type { DomainUser, DomainUserId, PresenceService, UserPresenceSubscription } from "@convergence-wasm/client";
import { isEqual } from "./equal.js";
import type { Resources } from "./resources.js";
import type { Shared } from "./shared.js";
import type { View } from "./view.js";

/** Whether a user is there, and what the user shares. */
export interface Presence {
  readonly user: DomainUser;
  readonly available: boolean;
  readonly state: ReadonlyMap<string, any>;
}

const NAMES = ["availability_changed", "state_set", "state_removed", "state_cleared"];

/** The presence of a user, by name or id. */
export function openPresence(resources: Resources, user: string | DomainUserId): Shared<UserPresenceSubscription> {
  return resources.open(`presence ${keyOf(user)}`, (domain) => domain.presence().subscribe(user), (one) => one.unsubscribe());
}

/** What tells users apart. */
export const keyOf = (user: string | DomainUserId): string => (typeof user === "string" ? user : JSON.stringify([user.userType, user.username]));

export const PRESENCE: View<UserPresenceSubscription, Presence> = {
  names: NAMES,
  read: ({ user, available, state }) => ({ user, available, state: new Map(state) }),
  equal: (a, b) => a.user.username === b.user.username && a.user.displayName === b.user.displayName && a.available === b.available && isEqual(a.state, b.state),
};

/** What the user who is signed in shares. */
export const OWN_PRESENCE: View<PresenceService, ReadonlyMap<string, any>> = { names: NAMES, read: (presence) => presence.state(), equal: isEqual };
