// The start of the core leaves a page its turns, in Chromium.
import assert from "node:assert/strict";
import test from "node:test";
import { launch, noCore, open } from "./page.mjs";

test("between the steps of a start the page has its turn", { skip: noCore }, async () => {
  const browser = await launch();
  const site = await open(browser, { html: '<!doctype html><link rel="icon" href="data:,"><script src="/dist/convergence.global.js"></script>' });
  try {
    const turns = await site.page.evaluate(async () => {
      let turn = 0;
      const tasks = new MessageChannel();
      tasks.port1.onmessage = () => {
        turn++;
        tasks.port2.postMessage(null);
      };
      tasks.port2.postMessage(null);
      const seen = {};
      const { instantiateStreaming } = WebAssembly;
      WebAssembly.instantiateStreaming = async (response, imports) => {
        const { gojs } = imports;
        const random = gojs["runtime.getRandomData"]; // Go asks for it while it starts
        const made = await instantiateStreaming.call(WebAssembly, response, { ...imports, gojs: { ...gojs, "runtime.getRandomData": (...list) => {
          seen.runs ??= turn;
          return random(...list);
        } } });
        seen.made = turn;
        return made;
      };
      await Convergence.preload();
      return { ...seen, ready: turn };
    });
    assert.ok(turns.runs > turns.made, `Go ran in the task in which it was instantiated: ${JSON.stringify(turns)}`);
    assert.ok(turns.ready > turns.runs, `it was used in the task in which it was started: ${JSON.stringify(turns)}`);
    assert.deepEqual(site.errors, []);
  } finally {
    await browser.close();
    site.close();
  }
});
