// Scripts have the namespace of index.d.ts under its bare name, and modules that set
// allowUmdGlobalAccess; all others name the window.
import "./index.js";

declare global {
  interface Window {
    /** All that the package exports, once its script build or `/global` is loaded. */
    readonly Convergence: typeof import("./index.js");
  }
}
