import { useCallback, useRef, useSyncExternalStore } from "react";
import { follow, type Emitter, type View } from "../../resources/view.js";

interface Memo {
  readonly emitter: Emitter;
  readonly read: unknown;
  readonly value: unknown;
}

/**
 * What there is to see of an emitter, as it is now. The value that was given before is given again when it is
 * equal, so that a component renders only for what it uses.
 */
export function useView<E extends Emitter, R>(emitter: E, { names, read, equal }: View<E, R>): R {
  const memo = useRef<Memo | null>(null);
  /** Null when it must be read anew: an event has come, or nobody listens. */
  const fresh = useRef<Memo | null>(null);
  const isHeard = useRef(false);
  const list = names.join();
  const subscribe = useCallback(
    (changed: () => void) => {
      const unfollow = follow(emitter, list.split(","), changed, () => (fresh.current = null));
      isHeard.current = true;
      fresh.current = null;
      return () => {
        isHeard.current = false;
        unfollow();
      };
    },
    [emitter, list],
  );
  const snapshot = () => {
    const now = fresh.current;
    if (now !== null && isHeard.current && now.emitter === emitter && now.read === read) return now.value as R;
    const next = read(emitter);
    const before = memo.current;
    const value = before !== null && before.emitter === emitter && equal(before.value as R, next) ? (before.value as R) : next;
    memo.current = fresh.current = { emitter, read, value };
    return value;
  };
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}
