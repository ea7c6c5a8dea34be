import type { DomainUser, DomainUserId, UserPresenceSubscription } from "@convergence-wasm/client";
import { isEqual, useEvents } from "./emitters.js";
import { useDomain } from "./provider.js";
import { useShared } from "./shared.js";

/** Whether a user is there, and what the user shares. */
export interface Presence {
  readonly user: DomainUser;
  readonly available: boolean;
  readonly state: ReadonlyMap<string, any>;
}

const NAMES = ["availability_changed", "state_set", "state_removed", "state_cleared"];

/** The presence of a user, by name or id, as it is now. Suspends until it is known. */
export function usePresence(user: string | DomainUserId): Presence {
  const name = typeof user === "string" ? user : JSON.stringify([user.userType, user.username]);
  const subscription = useShared<UserPresenceSubscription>((resources) =>
    resources.open(`presence ${name}`, (domain) => domain.presence().subscribe(user), (one) => one.unsubscribe()),
  );
  return useEvents(subscription, NAMES, () => ({ user: subscription.user, available: subscription.available, state: new Map(subscription.state) }), same);
}

/** What the user who is signed in shares, and a function that sets keys of it. */
export function useOwnPresence(): [state: ReadonlyMap<string, any>, setState: (state: Record<string, any>) => void] {
  const presence = useDomain().presence();
  const state = useEvents(presence, NAMES, () => presence.state(), isEqual);
  return [state, (changes) => presence.setState(changes)];
}

function same(a: Presence, b: Presence): boolean {
  return a.user.username === b.user.username && a.user.displayName === b.user.displayName && a.available === b.available && isEqual(a.state, b.state);
}
