// Compiles and starts convergence.wasm, from the first place that has it.
import { ambient, missing } from "../environment.js";
import { ConvergenceError } from "../errors.js";
import { drain, report } from "./dispatch.js";
import { pageTurn } from "./entering.js";
import { newGo } from "./go.js";
import { bridge, shielded, type Locks } from "./imports.js";
import type { WasmSource } from "./wasm-source.js";
import { attach, deathCause, die, ex, isRunning, outputText } from "./wasm.js";

/** One of the ways in which a build may find the core; throws where it leads nowhere. */
export type Way = () => WasmSource | Promise<WasmSource>;

/** The version of the shim; that of the core must be the same. Set by build.mjs. */
declare const __VERSION__: string;
export const VERSION: string = __VERSION__;

const REMEDY =
  "Serve convergence.wasm of the package and name its address by Convergence.configure({ wasm }), or import the package as @convergence-wasm/client/inline";

let configured: WasmSource | null = null;
let ways: readonly Way[] = [];
let starting: Promise<void> | null = null;

/** Sets where the core is looked for when no place is configured, in this order. */
export function setWays(...list: Way[]): void {
  ways = list;
}

/** Sets where the core comes from. Throws when it has been started already, from elsewhere. */
export function setSource(source: WasmSource): void {
  if (configured !== null && (source === configured || (isAddress(source) && String(source) === String(configured)))) return;
  if (starting !== null) throw new ConvergenceError("The core of Convergence is started already", "internal");
  configured = source;
}

const isAddress = (source: WasmSource): boolean => typeof source === "string" || "href" in source;

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

  const instance = await found(shielded(go, bridge(scheduleTurn, locks)));

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
  // Each of these steps takes tens of milliseconds on a phone: what runs for the first time is compiled then.
  await pageTurn();
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
  await pageTurn();
}

/** The core of the place that is configured, and else of the first way that leads to it. */
async function found(imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  const wanted = configured;
  const errors: Error[] = [];
  for (const way of wanted === null ? ways : [() => wanted]) {
    try {
      return await instantiate(await way(), imports);
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  const why = errors.map((error) => error.message).join("; ");
  const policy = /unsafe-eval|Content Security Policy/i.test(why);
  const remedy = policy ? "Allow it in the page's content security policy: script-src 'wasm-unsafe-eval'" : REMEDY;
  const failure = new ConvergenceError(`convergence.wasm could not be loaded: ${why}. ${remedy}`, "internal");
  failure.cause = errors[0];
  throw failure;
}

async function instantiate(source: WasmSource, imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  if (source instanceof WebAssembly.Module) return WebAssembly.instantiate(source, imports);
  if (!isAddress(source)) return (await WebAssembly.instantiate(source as BufferSource, imports)).instance;
  const url = String(source);
  try {
    return (await (/^file:/i.test(url) ? fromFile(url, imports) : fromNetwork(url, imports))).instance;
  } catch (error) {
    throw new Error(`${url} ${(error as Error).message}`, { cause: error });
  }
}

/** The answer is not WebAssembly, and begins so. */
const notWasm = (type: string, begin: string) => new Error(`answered with ${type || "something of no type"}, beginning ${JSON.stringify(begin)}`);

async function fromNetwork(url: string, imports: WebAssembly.Imports): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const response = await fetch(url, { credentials: "same-origin" }).catch((error: Error) => {
    throw new Error(`could not be fetched: ${error.message}`);
  });
  if (!response.ok) throw new Error(`answered ${`${response.status} ${response.statusText}`.trim()}`);
  const type = response.headers.get("content-type") ?? "";
  if (/^application\/wasm\b/i.test(type)) return WebAssembly.instantiateStreaming(response, imports);
  // A server that does not know the type: compiles all the same, after the download.
  const bytes = await response.arrayBuffer();
  const begin = new TextDecoder().decode(bytes.slice(0, 40));
  if (!begin.startsWith("\0asm")) throw notWasm(type, begin);
  return WebAssembly.instantiate(bytes, imports);
}

/** What Node, Deno and Bun have, without an import that bundlers for browsers would follow. */
interface Builtins {
  getBuiltinModule?(name: "node:fs"): { promises: { readFile(path: URL): Promise<Uint8Array<ArrayBuffer>> } };
}

async function fromFile(url: string, imports: WebAssembly.Imports): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const fs = ambient<Builtins>("process")?.getBuiltinModule?.("node:fs");
  if (fs === undefined) throw new Error("is a file, which cannot be read here");
  return WebAssembly.instantiate(await fs.promises.readFile(new URL(url)), imports);
}
