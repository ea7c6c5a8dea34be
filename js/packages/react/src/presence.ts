import type { DomainUserId } from "@convergence-wasm/client";
import { openPresence, OWN_PRESENCE, PRESENCE, type Presence } from "../../resources/presence.js";
import { useView } from "./events.js";
import { useDomain } from "./provider.js";
import { useShared } from "./shared.js";

/** The presence of a user, by name or id, as it is now. Suspends until it is known. */
export function usePresence(user: string | DomainUserId): Presence {
  return useView(useShared((resources) => openPresence(resources, user)), PRESENCE);
}

/** What the user who is signed in shares, and a function that sets keys of it. */
export function useOwnPresence(): [state: ReadonlyMap<string, any>, setState: (state: Record<string, any>) => void] {
  const presence = useDomain().presence();
  return [useView(presence, OWN_PRESENCE), (changes) => presence.setState(changes)];
}
