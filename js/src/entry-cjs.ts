// Entry of the CommonJS build, for Node and what behaves like it. A bundler moves
// the script away from the core; then the text of it comes along.
import { inline } from "./core/inline.js";
import { setWays } from "./core/loader.js";
import * as all from "./index.js";
import { keepNames } from "./names.js";

export * from "./index.js";
export { default } from "./index.js";

interface Files {
  promises: { readFile(path: string): Promise<Uint8Array<ArrayBuffer>> };
}
declare const require: ((name: "node:fs") => Files) & ((name: "convergence:core") => void);
declare const __dirname: string;

keepNames(all);
setWays(
  () => require("node:fs").promises.readFile(`${__dirname}/convergence.wasm`),
  inline(() => require("convergence:core")),
);
