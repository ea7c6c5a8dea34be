import type { Activity, ActivityParticipant, IActivityJoinOptions } from "@convergence-wasm/client";
import { isEqual } from "./equal.js";
import type { Resources } from "./resources.js";
import type { Shared } from "./shared.js";
import type { View } from "./view.js";

/** An activity, joined; the session leaves when nobody uses it any more. */
export function openActivity(resources: Resources, type: string, id: string, options?: IActivityJoinOptions): Shared<Activity> {
  return resources.open(
    `activity ${JSON.stringify([type, id])}`,
    (domain) => domain.activities().join(type, id, options),
    (joined) => (joined.isJoined() ? joined.leave() : undefined),
  );
}

/** Who is in it, with which state. */
export const PARTICIPANTS: View<Activity, readonly ActivityParticipant[]> = {
  names: ["session_joined", "session_left", "state_set", "state_removed", "state_cleared", "left", "deleted", "force_leave"],
  read: (activity) => activity.participants(),
  equal: (a, b) => a.length === b.length && a.every((one, i) => one.sessionId === b[i]?.sessionId && isEqual(one.state, b[i]?.state)),
};
