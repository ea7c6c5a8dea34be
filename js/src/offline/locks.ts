// Web Locks say which tabs are alive: each holds one, named after its client,
// until it is gone, however it went.
import { ambient, made, refused } from "../environment.js";
import type { Locks } from "../core/imports.js";
import { Method } from "../generated/numbers.js";
import { args, call, isRunning, send } from "../core/wasm.js";
import { report } from "../core/dispatch.js";

const PREFIX = "convergence.instance:";

interface Snapshot {
  readonly held?: readonly { readonly name?: string; readonly mode?: string }[];
}

interface LockManager {
  request(name: string, held: () => Promise<void>): Promise<void>;
  request(name: string, options: { mode: "shared" }, held: () => void): Promise<void>;
  query(): Promise<Snapshot>;
}

function manager(): LockManager | undefined {
  try {
    return ambient<{ locks?: LockManager }>("navigator")?.locks ?? undefined;
  } catch {
    return undefined; // forbidden
  }
}

/** Whether there are Web Locks: in secure contexts, that is under https and on localhost. */
export function hasLocks(): boolean {
  return manager() !== undefined;
}

/** Uses the locks. That they are refused, as in sandboxed frames, is said once; then it is `otherwise`. */
async function use<T>(what: (locks: LockManager) => Promise<T>, otherwise: T): Promise<T> {
  try {
    const locks = manager();
    return locks === undefined ? otherwise : await what(locks);
  } catch (error) {
    refused("navigator.locks", error);
    return otherwise;
  }
}

const releases = new Map<string, () => void>();
let channel: BroadcastChannel | undefined;

/** Tells the other tabs: that a client lives, or with null that a connection can be had. */
function broadcast(message: string | null): void {
  try {
    channel?.postMessage(message);
  } catch (error) {
    refused("BroadcastChannel", error);
  }
}

/** Tells other tabs that a connection can be had. */
export function announce(): void {
  broadcast(null);
}

let wake = (): void => {};

/** Sets what is done when another tab has got a connection. */
export function onAnnounce(handler: () => void): void {
  wake = handler;
}

function watch(instance: string): void {
  if (releases.has(instance)) return;
  void use(async (locks) => {
    await locks.request(PREFIX + instance, { mode: "shared" }, () => undefined);
    return true;
  }, false)
    .then((free) => free && ended())
    .catch(report);
}

function ended(): void {
  if (isRunning()) call(Method.LockFree);
}

/** The clients whose lock is held. Where locks are refused nobody shares a store with this page either: none. */
async function held(): Promise<string[]> {
  const found = await use<Snapshot>((locks) => locks.query(), {});
  return (
    (found.held ?? [])
      // One that waits for the end of a client has the lock for a moment too, shared.
      .filter((lock) => lock.mode !== "shared" && lock.name?.startsWith(PREFIX))
      .map((lock) => (lock.name as string).slice(PREFIX.length))
  );
}

/** What the core is started with: its imports `lock_hold` and so on. */
export const locks: Locks = {
  /** Takes the lock of a client until it is released or the page is gone. */
  hold(instance) {
    const released = new Promise<void>((resolve) => releases.set(instance, resolve));
    const held = () => {
      broadcast(instance);
      return released;
    };
    void use((locks) => locks.request(PREFIX + instance, held), undefined);
  },

  release(instance) {
    releases.get(instance)?.();
    releases.delete(instance);
    ended(); // for other domains of this page
  },

  /** Tells from now on when the client of another tab has given its lock back or is gone. */
  watch() {
    if (channel !== undefined || manager() === undefined) return;
    channel = made<BroadcastChannel>("BroadcastChannel", PREFIX);
    if (channel === undefined) return;
    channel.onmessage = (event: MessageEvent<string | null>) => (event.data === null ? wake() : watch(event.data));
    void held().then((instances) => instances.forEach(watch));
  },

  /** Answers with the clients whose lock is held. */
  query(query) {
    held()
      .then((names) => {
        if (!isRunning()) return;
        const writer = args(2);
        writer.number(query);
        writer.write(names);
        send(Method.LocksHeld);
      })
      .catch(report);
  },
};
