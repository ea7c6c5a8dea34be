// Entry of the script build. The page gets one global, `Convergence`, which is
// the whole namespace.
import * as all from "./entry-amd.js";

const { Convergence, default: _, ...names } = all;
export const namespace = Object.freeze({ ...names, Convergence, default: Convergence });
(globalThis as { Convergence?: unknown }).Convergence = namespace;
