import type { Activity, ActivityParticipant, IActivityJoinOptions } from "@convergence-wasm/client";
import { isEqual, useEvents } from "./emitters.js";
import { useShared } from "./shared.js";

const NAMES = ["session_joined", "session_left", "state_set", "state_removed", "state_cleared", "left", "deleted", "force_leave"];

/**
 * An activity, joined, and who is in it with which state, as it is now. Suspends until it is joined; an error
 * goes to the nearest error boundary. The session leaves when no component uses it any more.
 */
export function useActivity(type: string, id: string, options?: IActivityJoinOptions): [activity: Activity, participants: readonly ActivityParticipant[]] {
  const activity = useShared<Activity>((resources) =>
    resources.open(
      `activity ${JSON.stringify([type, id])}`,
      (domain) => domain.activities().join(type, id, options),
      (joined) => (joined.isJoined() ? joined.leave() : undefined),
    ),
  );
  return [activity, useEvents(activity, NAMES, () => activity.participants(), same)];
}

function same(a: readonly ActivityParticipant[], b: readonly ActivityParticipant[]): boolean {
  return a.length === b.length && a.every((one, i) => one.sessionId === b[i]?.sessionId && isEqual(one.state, b[i]?.state));
}
