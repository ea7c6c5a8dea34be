// In the place of history.ts in the builds that are scripts: a script of a page that is a file may not import a module, but
// may have another script run, which a page that demands trusted types does not let it.
import { beside, runScript } from "./core/script.js";
import { VERSION } from "./core/loader.js";
import type * as all from "./history.js";

const KEY = Symbol.for(`convergence.history ${VERSION}`);
const left = globalThis as unknown as Record<symbol, typeof all | undefined>;

async function loaded(): Promise<typeof all> {
  if (left[KEY] !== undefined) return left[KEY];
  try {
    await runScript(beside("convergence.history.script.js").href);
  } catch (error) {
    return import(/* webpackIgnore: true */ /* @vite-ignore */ beside("convergence.history.js").href).catch(() => Promise.reject(error));
  }
  if (left[KEY] === undefined) throw new Error("convergence.history.script.js is of another release");
  return left[KEY];
}

/** What history.ts exports of that name, once it is there. */
export const versions = async (...list: Parameters<typeof all.versions>) => (await loaded()).versions(...list);
/** The same of `attribution`. */
export const attribution = async (...list: Parameters<typeof all.attribution>) => (await loaded()).attribution(...list);
