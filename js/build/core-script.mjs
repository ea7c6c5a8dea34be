// The core as a script, for where no convergence.wasm can be fetched.
import { gzipSync } from "node:zlib";

/**
 * The script leaves a function that gives the bytes of the core. It has neither
 * imports nor exports, so that modules, script tags, workers and require can all
 * run the one file; see src/core/inline.ts.
 */
export function coreScript(wasm, version) {
  const text = gzipSync(wasm, { level: 9 }).toString("base64");
  return `/*! Convergence ${version}, Apache-2.0: convergence.wasm as text. */
globalThis[Symbol.for("convergence.core ${version}")] = () => {
  const bytes = Uint8Array.from(atob("${text}"), (unit) => unit.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
};
`;
}
