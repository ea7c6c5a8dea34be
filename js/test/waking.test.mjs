// What a page does when the network or the page itself comes back.
import assert from "node:assert/strict";
import test from "node:test";
import { launch, noCore, open } from "./page.mjs";

/** A socket that opens, counts what is sent and never answers. */
const silentSocket = () => {
  globalThis.sockets = [];
  globalThis.SilentSocket = class extends EventTarget {
    static CONNECTING = 0;
    static OPEN = 1;
    static CLOSING = 2;
    static CLOSED = 3;
    readyState = 0;
    bufferedAmount = 0;
    constructor() {
      super();
      globalThis.sockets.push(this);
    }
    send() {}
    close() {}
  };
};

test("online, resume, pageshow and a page that becomes visible make a waiting attempt at once", { skip: noCore }, async () => {
  const browser = await launch();
  try {
    const site = await open(browser);
    await site.page.evaluate(silentSocket);
    const made = await site.page.evaluate(async () => {
      const counts = {};
      const fail = () => {
        const socket = globalThis.sockets.at(-1);
        socket.readyState = 3;
        const event = new CloseEvent("close", { code: 1006 });
        socket.dispatchEvent(event);
        socket.onclose?.(event);
      };
      const settled = () => new Promise((resolve) => setTimeout(resolve, 30));
      const domain = new Convergence.ConvergenceDomain("ws://localhost:1/api/realtime/a/b", {
        webSocket: { class: globalThis.SilentSocket }, reconnect: { reconnectIntervals: [100000] }, connection: { timeout: 1000 },
      });
      domain.connectAnonymously("x").catch(() => {});
      while (globalThis.sockets.length === 0) await settled();
      for (const [name, target] of [["online", window], ["resume", document], ["pageshow", window], ["visibilitychange", document], ["offline", window]]) {
        fail();
        await settled();
        const before = globalThis.sockets.length;
        target.dispatchEvent(new Event(name, { bubbles: true }));
        await settled();
        counts[name] = globalThis.sockets.length - before;
        if (counts[name] === 0) window.dispatchEvent(new Event("online"));
        await settled();
      }
      await domain.dispose();
      const after = globalThis.sockets.length;
      window.dispatchEvent(new Event("online"));
      await settled();
      counts.disposed = globalThis.sockets.length - after;
      return counts;
    });
    assert.deepEqual(made, { online: 1, resume: 1, pageshow: 1, visibilitychange: 1, offline: 0, disposed: 0 });
    await site.close();
  } finally {
    await browser.close();
  }
});
