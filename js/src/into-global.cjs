// For require: the package as the global that its script build sets.
globalThis.Convergence = Object.freeze({ ...require("@convergence-wasm/client") });
