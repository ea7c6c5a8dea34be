// Go's own support code, wasm_exec.js of the tool chain, run with a global
// object of its own: it sets `Go`, `fs`, `process` and `path`, and a page with
// another Go program must not notice.
import { ambient, clock, randomness } from "../environment.js";
import type { Crossing } from "./guard.js";
import { makeGo } from "convergence:wasm_exec";

/** The part of wasm_exec.js that the shim uses. */
export interface Go {
  importObject: Record<string, Record<string, Crossing>>;
  exit: (code: number) => void;
  run(instance: WebAssembly.Instance): Promise<void>;
  _resume(): void;
  /** The running program; gone when that has ended. */
  _inst?: WebAssembly.Instance;
  _scheduledTimeouts: Map<number, ReturnType<typeof setTimeout>>;
}

// Hidden, so that the support code sets its own; in Node these would be real.
const OWN = new Set<PropertyKey>(["Go", "fs", "process", "path"]);

// What the support code has to have, whatever the page lacks.
const OURS: Record<PropertyKey, unknown> = { crypto: randomness, performance: clock };

/** Makes one Go program's support object. */
export function newGo(): Go {
  const own: Record<PropertyKey, unknown> = {};
  const bound = new Map<unknown, unknown>();
  const global: object = new Proxy(own, {
    get: (_, key) => {
      if (key === "globalThis" || key === "self" || key === "window") return OWN.has(key) ? own[key] : global;
      if (OWN.has(key) || key in own) return own[key];
      const value = OURS[key] ?? ambient(key);
      // Functions of the page want the page's global as their `this`.
      // Constructors have a prototype and are handed out as they are.
      if (typeof value !== "function" || "prototype" in value) return value;
      let wrapped = bound.get(value);
      if (wrapped === undefined) bound.set(value, (wrapped = (value as (...list: unknown[]) => unknown).bind(globalThis)));
      return wrapped;
    },
    has: (_, key) => key in own || (!OWN.has(key) && key in globalThis),
    set: (_, key, value) => {
      own[key] = value;
      return true;
    },
  });
  const Constructor = makeGo(global) as new () => Go;
  return new Constructor();
}
