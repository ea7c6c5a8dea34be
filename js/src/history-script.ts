// In the place of history.ts in the builds that are scripts: a script from elsewhere, or of a page that is a file,
// may not import a module, but may have another script run.
import { beside, runScript } from "./core/script.js";
import { VERSION } from "./core/loader.js";
import type * as all from "./history.js";

const KEY = Symbol.for(`convergence.history ${VERSION}`);
const left = globalThis as unknown as Record<symbol, typeof all | undefined>;

async function loaded(): Promise<typeof all> {
  if (left[KEY] === undefined) await runScript(beside("convergence.history.script.js").href);
  const found = left[KEY];
  if (found === undefined) throw new Error("convergence.history.script.js is of another release");
  return found;
}

/** What history.ts exports of that name, once it is there. */
export const versions = async (...list: Parameters<typeof all.versions>) => (await loaded()).versions(...list);
