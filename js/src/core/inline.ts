// The core as a script: convergence.core.js has it as text and leaves a function
// that decodes it. The same file is run as a module, by a script tag, by
// importScripts and by require, so a global is all that it can leave.
import type { Way } from "./loader.js";
import { VERSION } from "./loader.js";

/** What build.mjs calls the global in convergence.core.js. */
const KEY = Symbol.for(`convergence.core ${VERSION}`);

/** The core that the script leaves which `run` runs. */
export const inline =
  (run: () => unknown): Way =>
  async () => {
    await run();
    const decode = (globalThis as unknown as Record<symbol, (() => Promise<ArrayBuffer>) | undefined>)[KEY];
    if (decode === undefined) throw new Error("convergence.core.js is of another release");
    return decode();
  };
