// Web Locks tell which tabs are alive: each holds one, named after its client,
// until it is gone, however it went.
import { Method } from "../core/methods.js";
import { args, call, isRunning, send } from "../core/wasm.js";
import { report } from "../core/dispatch.js";

const PREFIX = "convergence.instance:";

interface LockManager {
  request(name: string, held: () => Promise<void>): Promise<void>;
  request(name: string, options: { mode: "shared" }, held: () => void): Promise<void>;
  query(): Promise<{ held?: { name?: string; mode?: string }[] }>;
}

function manager(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}

/** Whether there are Web Locks: in secure contexts, that is under https and on localhost. */
export function hasLocks(): boolean {
  return manager() !== undefined;
}

const releases = new Map<string, () => void>();

/** Import `lock_hold`: takes the lock of a client until it is released or the page is gone. */
export function holdLock(instance: string): void {
  const released = new Promise<void>((resolve) => releases.set(instance, resolve));
  manager()?.request(PREFIX + instance, () => released).catch(report);
}

/** Import `lock_release`. */
export function releaseLock(instance: string): void {
  releases.get(instance)?.();
  releases.delete(instance);
}

/** Import `lock_watch`: tells when a client has given its lock back or is gone. */
export function watchLock(instance: string): void {
  manager()
    ?.request(PREFIX + instance, { mode: "shared" }, () => undefined)
    .then(() => {
      if (isRunning()) call(Method.LockFree, instance);
    })
    .catch(report);
}

/** Import `lock_query`: answers with the clients whose lock is held. */
export function queryLocks(query: number): void {
  const all = manager()?.query() ?? Promise.resolve({ held: [] });
  all
    // One that waits for the end of a client has the lock for a moment too, shared.
    .then((found) => (found.held ?? []).filter((lock) => lock.mode !== "shared").map((lock) => lock.name ?? "").filter((name) => name.startsWith(PREFIX)))
    .then((names) => {
      if (!isRunning()) return;
      const writer = args(2);
      writer.number(query);
      writer.write(names.map((name) => name.slice(PREFIX.length)));
      send(Method.LocksHeld);
    })
    .catch(report);
}
