import type { Activity, ActivityParticipant, IActivityJoinOptions } from "@convergence-wasm/client";
import { openActivity, PARTICIPANTS } from "../../resources/activities.js";
import { useView } from "./events.js";
import { useShared } from "./shared.js";

/**
 * An activity, joined, and who is in it with which state, as it is now. Suspends until it is joined; an error
 * goes to the nearest error boundary. The session leaves when no component uses it any more.
 */
export function useActivity(type: string, id: string, options?: IActivityJoinOptions): [activity: Activity, participants: readonly ActivityParticipant[]] {
  const activity = useShared((resources) => openActivity(resources, type, id, options));
  return [activity, useView(activity, PARTICIPANTS)];
}
