// Entry of the script build. The page gets one global, `Convergence`, which is
// the whole namespace; the core lies beside the script.
import { setBeside } from "./core/loader.js";
import { ambient } from "./environment.js";
import * as all from "./index.js";
import { keepNames } from "./names.js";

// Only while the script runs does the page say which one it is.
const script = ambient<Document>("document")?.currentScript;
const here = (script as HTMLScriptElement | null | undefined)?.src;

keepNames(all);
setBeside(() => {
  const base = here || ambient<Location>("location")?.href;
  if (base === undefined) throw new Error("the place of the script is not known; use Convergence.configure({wasm})");
  return new URL("convergence.wasm", base).href;
});

const { Convergence, default: _, ...names } = all;
(globalThis as { Convergence?: unknown }).Convergence = Object.freeze({
  ...names,
  Convergence,
  default: Convergence,
  __test: Convergence.__test,
});
