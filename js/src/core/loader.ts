// Finds, compiles and starts convergence.wasm.
import { missing } from "../environment.js";
import { ConvergenceError } from "../errors.js";
import { drain, report } from "./dispatch.js";
import { newGo } from "./go.js";
import { bridge, shielded, type Locks } from "./imports.js";
import { attach, deathCause, die, ex, isRunning, outputText } from "./wasm.js";

/** Where the core comes from: a URL, its bytes, or a compiled module. */
export type WasmSource = string | URL | ArrayBuffer | ArrayBufferView | WebAssembly.Module;

/** The version of the shim; that of the core must be the same. Set by build.mjs. */
declare const __VERSION__: string;
export const VERSION: string = __VERSION__;

let configured: WasmSource | null = null;
let beside: () => string = () => {
  throw new ConvergenceError("The place of convergence.wasm is not known; use Convergence.configure({wasm})", "internal");
};
let starting: Promise<void> | null = null;

/** Sets how the URL of the core is found when none is configured. */
export function setBeside(find: () => string): void {
  beside = find;
}

/** Sets where the core comes from. Throws when it has been started already. */
export function setSource(source: WasmSource): void {
  if (starting !== null) throw new ConvergenceError("The core of Convergence is started already", "internal");
  configured = source;
}

/**
 * Starts the core, or waits until it runs. A start that failed is tried again by
 * the next call. All calls are to give the same locks.
 */
export function start(locks: Locks): Promise<void> {
  if (isRunning()) return Promise.resolve();
  const dead = deathCause();
  if (dead !== null) return Promise.reject(dead);
  if (starting === null) {
    starting = load(locks);
    starting.catch(() => {
      starting = null;
    });
  }
  return starting;
}

async function load(locks: Locks): Promise<void> {
  const lacking = missing();
  if (lacking.length > 0) throw new ConvergenceError(`There is no ${lacking.join(" and no ")} here: Convergence cannot work`, "not_supported");
  const go = newGo();
  const turn = () => {
    if (!isRunning()) return;
    try {
      if (ex.turn() === 1) go._resume();
      drain();
    } catch (error) {
      report(error);
    }
  };
  // Once a turn: `then` costs half of what queueMicrotask does in Node.
  const now = Promise.resolve();
  const scheduleTurn = () => {
    void now.then(turn);
    return 1;
  };

  let instance: WebAssembly.Instance;
  try {
    instance = await instantiate(configured ?? beside(), shielded(go, bridge(scheduleTurn, locks)));
  } catch (error) {
    if (error instanceof ConvergenceError) throw error;
    const failure = new ConvergenceError(`convergence.wasm could not be loaded: ${(error as Error).message}`, "internal");
    failure.cause = error;
    throw failure;
  }

  let failure: string | null = null;
  let attached = false;
  const stopped = (why: string) => {
    failure ??= why;
    for (const timer of go._scheduledTimeouts.values()) clearTimeout(timer);
    go._scheduledTimeouts.clear();
    if (attached) die(new Error(why));
  };
  go.exit = (code) => stopped(`the program ended with exit code ${code}`);
  const resume = go._resume.bind(go);
  // Go's own timers and callbacks come in here.
  go._resume = () => {
    if (failure !== null) return;
    try {
      resume();
    } catch (error) {
      stopped((error as Error).message);
    }
    drain();
  };
  go.run(instance).catch((error: Error) => stopped(error.message));
  if (failure !== null) throw new ConvergenceError(`The core of Convergence did not start: ${failure as string}`, "internal");

  try {
    attach(instance, () => {
      ex.version();
      const version = outputText();
      return version === VERSION
        ? null
        : `convergence.wasm is version ${version}, but the script is version ${VERSION}: both must be of one release`;
    });
  } catch (error) {
    stopped((error as Error).message);
    throw error;
  }
  attached = true;
}

async function instantiate(source: WasmSource, imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  if (source instanceof WebAssembly.Module) return WebAssembly.instantiate(source, imports);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return (await WebAssembly.instantiate(source as BufferSource, imports)).instance;
  }
  const url = String(source);
  if (/^file:/i.test(url)) {
    // The name is a variable so that bundlers for the browser leave it alone.
    const name = "node:fs/promises";
    const fs = (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as {
      readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
    };
    return (await WebAssembly.instantiate(await fs.readFile(new URL(url)), imports)).instance;
  }
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new ConvergenceError(`${url} answered ${response.status} ${response.statusText}`, "internal");
  const type = response.headers.get("content-type") ?? "";
  if (/^application\/wasm\b/i.test(type)) return (await WebAssembly.instantiateStreaming(response, imports)).instance;
  // A server that does not know the type: compiles all the same, after the download.
  return (await WebAssembly.instantiate(await response.arrayBuffer(), imports)).instance;
}
