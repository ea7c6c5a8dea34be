// Where a script that is no module came from, and how it has another one run.
import { ambient } from "../environment.js";

/** Our own name among what the page has loaded. */
const OURS = /\/convergence\.[\w.]*js(?:\?[^#]*)?$/;

/**
 * Finds the address of the running script; to be called while it runs, as the page
 * forgets. The result is asked later, when all that was loaded is listed.
 */
function scriptAddress(): () => string | undefined {
  const script = ambient<Document>("document")?.currentScript as HTMLScriptElement | null | undefined;
  // As a module, in a worker and in an AMD loader the stack knows; evaluated code is at no place.
  const stack = new Error().stack ?? "";
  const place = /\beval\b|Function/.test(stack) ? undefined : /(?:https?|file|[\w-]+-extension):\/\/[^\s()]+?(?=:\d+:\d+)/.exec(stack)?.[0];
  const own = script?.src || place;
  return () => own ?? loaded() ?? ambient<Location>("location")?.href;
}

function loaded(): string | undefined {
  const entries = ambient<Performance>("performance")?.getEntriesByType?.("resource") ?? [];
  return entries.find(({ name }) => OURS.test(name))?.name;
}

/** The address of our own script. */
export const address = scriptAddress();

/** A file beside the script. By its full name: a page that says `const URL = ...` hides the short one. */
export const beside = (name: string): URL => new globalThis.URL(name, address());

/** Runs the script at an address, in a page or in a worker. */
export function runScript(address: string): Promise<void> | void {
  const document = ambient<Document>("document");
  if (document === undefined) return ambient<(address: string) => void>("importScripts")?.(address);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${address} could not be loaded either`));
    document.head.append(script);
  });
}
