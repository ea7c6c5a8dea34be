// What the page notices that concerns connections and what is not stored yet.
import { ambient, listen } from "../environment.js";
import { Hidden } from "../generated/numbers.js";

/**
 * Events of the page after which a connection may be gone or possible again.
 * Those of the document, `resume` after a freeze among them, are heard on their
 * way down.
 */
const WAKING = ["online", "offline", "resume", "pageshow", "visibilitychange"] as const;
/** Events with which a page comes or goes. */
const SHOWING = ["pagehide", "pageshow", "visibilitychange"] as const;

const hidden = () => ambient<Document>("document")?.hidden;

/**
 * Calls back when the network has changed or the page comes back: it is time to
 * see what has become of the connection. Returns what ends that.
 *
 * @param isConnected that the network is gone matters to a connection only
 */
export function onWaking(isConnected: () => boolean, wake: () => void): () => void {
  const heard = ({ type }: Event) => {
    if (type === "visibilitychange" && hidden()) return;
    if (type === "offline" && !isConnected()) return;
    wake();
  };
  return listen(WAKING, heard, true);
}

/**
 * Calls back when the page is hidden, left or shown again, with a Hidden, and now if it is
 * hidden. It may end without another word then. Returns what ends that.
 */
export function onHiding(heard: (how: Hidden) => void): () => void {
  let left = false;
  if (hidden()) heard(Hidden.Hidden);
  // A page that is left becomes hidden after that. Where there are these events there is a document.
  return listen(SHOWING, ({ type }) => {
    if (type !== "visibilitychange") left = type === "pagehide";
    heard(left ? Hidden.Left : Number(hidden()));
  });
}
