import type { IConvergenceEvent } from "@convergence-wasm/client";
import type { Shared } from "./shared.js";

/** What has events. */
export interface Emitter {
  on(event: string, listener: (event: any) => void): unknown;
  off(event: string, listener: (event: any) => void): unknown;
}

/** What is shown of something that has events: read now, and again after each of these. */
export interface View<E, R> {
  readonly names: readonly string[];
  readonly read: (of: E) => R;
  /** Whether both are shown alike. */
  readonly equal: (a: R, b: R) => boolean;
}

/**
 * Calls `changed` after each of the named events, until the result is called: for what this client does at
 * once, as inputs need it, and for what others do with all that comes in the same turn. `heard` is called for every one.
 */
export function follow(emitter: Emitter, names: readonly string[], changed: () => void, heard: () => void = () => {}): () => void {
  let isPlanned = false;
  let hasEnded = false;
  const listener = (event: IConvergenceEvent & { local?: boolean }) => {
    heard();
    if (event.local === true) return changed();
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      if (!hasEnded) changed();
    });
  };
  for (const name of names) emitter.on(name, listener);
  return () => {
    hasEnded = true;
    for (const name of names) emitter.off(name, listener);
  };
}

/** Tells what there is to see now, and whenever that has become something else, until the result is called. */
export function watch<E extends Emitter, R>(emitter: E, { names, read, equal }: View<E, R>, shows: (seen: R) => void): () => void {
  let seen = read(emitter);
  shows(seen);
  return follow(emitter, names, () => {
    const next = read(emitter);
    if (!equal(seen, next)) shows((seen = next));
  });
}

/** The same of what is to be opened, which stays open until the result is called; `failed` is told why it is not. */
export function observe<E extends Emitter, R>(shared: Shared<E>, view: View<E, R>, shows: (seen: R, opened: E) => void, failed: (error: unknown) => void): () => void {
  let hasEnded = false;
  let unwatch = () => {};
  const release = shared.retain();
  shared.promise.then(
    (opened) => {
      if (!hasEnded) unwatch = watch(opened, view, (seen) => shows(seen, opened));
    },
    (error) => {
      if (!hasEnded) failed(error);
    },
  );
  return () => {
    hasEnded = true;
    unwatch();
    release();
  };
}
