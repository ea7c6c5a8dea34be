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
let channel: BroadcastChannel | undefined;

/** Import `lock_hold`: takes the lock of a client until it is released or the page is gone. */
export function holdLock(instance: string): void {
  const released = new Promise<void>((resolve) => releases.set(instance, resolve));
  manager()
    ?.request(PREFIX + instance, () => {
      channel?.postMessage(instance);
      return released;
    })
    .catch(report);
}

/** Import `lock_release`. */
export function releaseLock(instance: string): void {
  releases.get(instance)?.();
  releases.delete(instance);
  ended(); // for other domains of this page
}

/** Import `lock_watch`: tells from now on when the client of another tab has given its lock back or is gone. */
export function watchLocks(): void {
  if (channel !== undefined || manager() === undefined || typeof BroadcastChannel !== "function") return;
  channel = new BroadcastChannel(PREFIX);
  channel.onmessage = (event: MessageEvent<string | null>) => (event.data === null ? wake() : watch(event.data));
  held().then((instances) => instances.forEach(watch), report);
}

/** Tells other tabs that a connection can be had. */
export function announce(): void {
  channel?.postMessage(null);
}

let wake = (): void => {};

/** Sets what is done when another tab has got a connection. */
export function onAnnounce(handler: () => void): void {
  wake = handler;
}

function watch(instance: string): void {
  if (!releases.has(instance)) manager()?.request(PREFIX + instance, { mode: "shared" }, () => undefined).then(ended, report);
}

function ended(): void {
  if (isRunning()) call(Method.LockFree);
}

function held(): Promise<string[]> {
  const all = manager()?.query() ?? Promise.resolve({ held: [] });
  return all.then((found) =>
    (found.held ?? [])
      // One that waits for the end of a client has the lock for a moment too, shared.
      .filter((lock) => lock.mode !== "shared" && lock.name?.startsWith(PREFIX))
      .map((lock) => (lock.name as string).slice(PREFIX.length)),
  );
}

/** Import `lock_query`: answers with the clients whose lock is held. */
export function queryLocks(query: number): void {
  held()
    .then((names) => {
      if (!isRunning()) return;
      const writer = args(2);
      writer.number(query);
      writer.write(names);
      send(Method.LocksHeld);
    })
    .catch(report);
}
