import { useCallback, useRef, useSyncExternalStore } from "react";
import type { IConvergenceEvent } from "@convergence-wasm/client";

/** What has events. */
export interface Emitter {
  on(event: string, listener: (event: any) => void): unknown;
  off(event: string, listener: (event: any) => void): unknown;
}

interface Memo {
  readonly emitter: Emitter;
  readonly read: unknown;
  readonly value: unknown;
}

/**
 * What `read` gives, and again after each of the named events. The value that was given
 * before is given again when it is equal, so that a component renders only for what
 * it uses. What this client does is shown at once, as inputs need it; what others do, with all
 * that comes in the same turn.
 */
export function useEvents<T>(emitter: Emitter, names: readonly string[], read: () => T, equal: (a: T, b: T) => boolean): T {
  const memo = useRef<Memo | null>(null);
  /** Null when it must be read anew: an event has come, or nobody listens. */
  const fresh = useRef<Memo | null>(null);
  const isHeard = useRef(false);
  const list = names.join();
  const subscribe = useCallback(
    (changed: () => void) => {
      let isPlanned = false;
      let hasEnded = false;
      const heard = (event: IConvergenceEvent & { local?: boolean }) => {
        fresh.current = null;
        if (event.local === true) return changed();
        if (isPlanned) return;
        isPlanned = true;
        queueMicrotask(() => {
          isPlanned = false;
          if (!hasEnded) changed();
        });
      };
      const heardNames = list.split(",");
      for (const name of heardNames) emitter.on(name, heard);
      isHeard.current = true;
      fresh.current = null;
      return () => {
        hasEnded = true;
        isHeard.current = false;
        for (const name of heardNames) emitter.off(name, heard);
      };
    },
    [emitter, list],
  );
  const snapshot = () => {
    const now = fresh.current;
    if (now !== null && isHeard.current && now.emitter === emitter && now.read === read) return now.value as T;
    const next = read();
    const before = memo.current;
    const value = before !== null && before.emitter === emitter && equal(before.value as T, next) ? (before.value as T) : next;
    memo.current = fresh.current = { emitter, read, value };
    return value;
  };
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}

/** Whether two values are the same plain data: primitives, dates, lists, maps and objects, as models hold them. Others are equal only to themselves. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const kind = Object.getPrototypeOf(a);
  if (kind !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date) return a.getTime() === (b as Date).getTime();
  if (a instanceof Map) return a.size === (b as Map<unknown, unknown>).size && [...a].every(([key, value]) => (b as Map<unknown, unknown>).has(key) && isEqual(value, (b as Map<unknown, unknown>).get(key)));
  if (kind !== Object.prototype && kind !== Array.prototype) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual((a as any)[key], (b as any)[key]));
}
