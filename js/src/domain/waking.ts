// What the page tells that concerns connections and what is not stored yet.
import { ambient, listen } from "../environment.js";

/**
 * Events of the page after which a connection may be gone or possible again.
 * Those of the document, `resume` after a freeze among them, are heard on their
 * way down.
 */
const WAKING = ["online", "offline", "resume", "pageshow", "visibilitychange"] as const;
/** Events after which the page may end without another word. */
const HIDING = ["pagehide", "visibilitychange"] as const;

const visibility = () => ambient<Document>("document")?.visibilityState;

/**
 * Calls back when the network has changed or the page comes back: it is time to
 * see what has become of the connection. Returns what ends that.
 *
 * @param isConnected that the network is gone matters to a connection only
 */
export function onWaking(isConnected: () => boolean, wake: () => void): () => void {
  const heard = ({ type }: Event) => {
    if (type === "visibilitychange" && visibility() !== "visible") return;
    if (type === "offline" && !isConnected()) return;
    wake();
  };
  return listen(WAKING, heard, true);
}

/** Calls back when the page is hidden or left. Returns what ends that. */
export function onHiding(hide: () => void): () => void {
  return listen(HIDING, () => {
    if (visibility() === "hidden") hide();
  });
}
