// The script build with what tests and benchmarks need besides; not part of the package.
import { namespace } from "./entry-global.js";
import { internals } from "./testing.js";

(globalThis as { Convergence?: unknown }).Convergence = Object.freeze({ ...namespace, __test: internals });
