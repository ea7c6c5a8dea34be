// What the environment offers. Any of it may be absent, as in Node, in workers
// and in insecure contexts, and reading it may throw, as in sandboxed frames and
// where site data is blocked: a name of the environment is read here only.
import { log } from "./logging.js";

const WARN = 3;

/** The value of a global, undefined when there is none or the page may not have it. */
export function ambient<T>(name: PropertyKey): T | undefined {
  try {
    return ((globalThis as Record<PropertyKey, unknown>)[name] as T | null | undefined) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A new object of a class of the environment, undefined when it cannot be had. */
export function made<T>(name: string, ...list: unknown[]): T | undefined {
  try {
    return new (ambient<new (...list: unknown[]) => T>(name) as new (...list: unknown[]) => T)(...list);
  } catch {
    return undefined;
  }
}

/** What nothing works without. */
const NEEDED = ["WebAssembly", "TextEncoder", "TextDecoder"];

/** What of that is missing. */
export const missing = (): string[] => NEEDED.filter((name) => ambient(name) === undefined);

/** Calls back when everything on the stack has returned. */
export const microtask = ambient<(task: () => void) => void>("queueMicrotask") ?? ((task: () => void) => void Promise.resolve().then(task));

/** The clock: `performance`, or the time of day. */
export const clock: { now(): number } = ambient<Performance>("performance") ?? Date;

interface Randomness {
  getRandomValues<T extends Uint8Array>(array: T): T;
}

/** Random bytes for names, which need to be different and not secret. */
export const randomness: Randomness = ambient<Randomness>("crypto") ?? {
  getRandomValues: (array) => {
    for (let i = 0; i < array.length; i++) array[i] = Math.random() * 256;
    return array;
  },
};

/** What the shim uses of WeakRef. */
export interface Reference<T> {
  deref(): T | undefined;
}

/** What the shim uses of FinalizationRegistry. */
export interface Registry<H> {
  register(target: object, held: H): void;
}

const Weak = ambient<new <T extends object>(object: T) => Reference<T>>("WeakRef");

/** A weak reference; where there are none, one that keeps its object. */
export const weak = <T extends object>(object: T): Reference<T> => (Weak === undefined ? { deref: () => object } : new Weak(object));

/** Calls back when an object is gone; where that cannot be known, never. */
export const registry = <H>(gone: (held: H) => void): Registry<H> => made<Registry<H>>("FinalizationRegistry", gone) ?? { register() {} };

/** Listens to events of the page, if there is one. Returns what ends that. */
export function listen(names: readonly string[], heard: (event: Event) => void, capture = false): () => void {
  const all = (method: "addEventListener" | "removeEventListener") => {
    const one = ambient<typeof addEventListener>(method);
    for (const name of names) one?.call(globalThis, name, heard, capture);
  };
  all("addEventListener");
  return () => all("removeEventListener");
}

const warned = new Set<string>();

/** Says once, at level warn, that something which the core can do without does not work. */
export function refused(what: string, error: unknown): void {
  if (warned.has(what)) return;
  warned.add(what);
  log(WARN, "convergence.environment", `${what} does not work here: ${error instanceof Error ? error.message : String(error)}`);
}
