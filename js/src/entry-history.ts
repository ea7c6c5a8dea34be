// The script convergence.history.script.js, which leaves what history.ts exports for history-script.ts.
import * as all from "./history.js";

/** Set by build.mjs. */
declare const __VERSION__: string;

(globalThis as unknown as Record<symbol, typeof all>)[Symbol.for(`convergence.history ${__VERSION__}`)] = all;
