// Entry of the module that has the core within, and fetches nothing.
import "convergence:core";
import { inline } from "./core/inline.js";
import { setWays } from "./core/loader.js";
import * as all from "./index.js";
import { keepNames } from "./names.js";

export * from "./index.js";
export { default } from "./index.js";

keepNames(all);
setWays(inline(() => {}));
