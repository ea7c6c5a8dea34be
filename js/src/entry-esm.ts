// Entry of the module builds. Bundlers that know the form of the address put the
// core beside what they make; with all others the text of it comes along.
import { inline } from "./core/inline.js";
import { setWays } from "./core/loader.js";
import * as all from "./index.js";
import { keepNames } from "./names.js";

export * from "./index.js";
export { default } from "./index.js";

keepNames(all);
setWays(
  () => new URL("./convergence.wasm", import.meta.url),
  inline(() => import("convergence:core")),
);
