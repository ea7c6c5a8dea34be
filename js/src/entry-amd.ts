// Entry of the builds that are scripts; that for AMD is put into a `define` by
// build.mjs. The core lies beside the script.
import { inline } from "./core/inline.js";
import { setWays } from "./core/loader.js";
import { address, beside, runScript } from "./core/script.js";
import { cameFrom } from "./domain/url.js";
import * as all from "./index.js";
import { keepNames } from "./names.js";

export * from "./index.js";
export { default } from "./index.js";

keepNames(all);
cameFrom(address);
setWays(
  () => beside("convergence.wasm"),
  // A page that is a file may not fetch other files, but run them.
  inline(() => runScript(beside("convergence.core.js").href)),
);
