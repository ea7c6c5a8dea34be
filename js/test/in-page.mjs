// Functions of tests that run in a page with the real core and a stand-in for the
// server that only acknowledges.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { launch, noCore, open } from "./page.mjs";

export const skip = noCore;
let browser;
export let site;
before(async () => {
  if (skip) return;
  browser = await launch();
  site = await open(browser);
  await site.page.evaluate(() => {
    /** Calls f and returns the error that it throws as text. */
    globalThis.thrown = (f) => {
      try {
        f();
      } catch (error) {
        return `${error.name} ${error.code ?? ""}: ${error.message}`;
      }
      return "nothing was thrown";
    };
    globalThis.local = (data, options) => Convergence.__test.localModel(data, options);
  });
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** Makes a test that runs a function in the page and compares what it returns. */
export function inPage(name, run, expected) {
  test(name, { skip }, async () => {
    const result = await site.page.evaluate(run);
    if (typeof expected === "function") expected(result);
    else assert.deepEqual(result, expected);
    assert.deepEqual(site.errors.splice(0), []);
  });
}
