// For bundlers and Node: the package as the global that its script build sets.
import * as all from "@convergence-wasm/client";

globalThis.Convergence = Object.freeze({ ...all });
