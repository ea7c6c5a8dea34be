// Made by build.mjs from wasm_exec.js of the Go tool chain.
declare module "convergence:wasm_exec" {
  /** Runs wasm_exec.js with this object as its `globalThis` and returns the class `Go` that it sets. */
  export function makeGo(globalThis: object): unknown;
}

// Made by build.mjs from convergence.wasm: convergence.core.js, see core/inline.ts.
declare module "convergence:core" {}
