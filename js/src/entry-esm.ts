// Entry of the module builds: the core lies beside this file, or where a
// bundler has put it.
import { setBeside } from "./core/loader.js";
import * as all from "./index.js";
import { keepNames } from "./names.js";

export * from "./index.js";
export { default } from "./index.js";

keepNames(all);
setBeside(() => new URL("./convergence.wasm", import.meta.url).href);
