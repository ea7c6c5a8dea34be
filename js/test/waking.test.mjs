// What a page does when the network or the page itself comes back.
import assert from "node:assert/strict";
import test from "node:test";
import { launch, noCore, open } from "./page.mjs";
import { CORE, fakeCore, source } from "./source.mjs";

const M = { New: 1, Info: 7, OfflineInitialize: 130, OfflineHidden: 141 };

/** Stands for the page: its events, and whether it is visible. */
function pageOf(t, visibilityState) {
  const page = new EventTarget();
  const document = { visibilityState, get hidden() { return this.visibilityState === "hidden"; } };
  const globals = { document, addEventListener: page.addEventListener.bind(page), removeEventListener: page.removeEventListener.bind(page) };
  Object.assign(globalThis, globals);
  t.after(() => Object.keys(globals).forEach((name) => delete globalThis[name]));
  return (type, state = document.visibilityState) => {
    document.visibilityState = state;
    page.dispatchEvent(new Event(type));
  };
}

/** A domain with a store on a fake core; what the core is told of the page is in `hidden`. */
async function stored() {
  const src = await source(CORE);
  const hidden = [];
  const core = fakeCore(src, {
    call(method, args) {
      if (method === M.New) return [7, "space", "name"];
      if (method === M.Info) return [false, true, "", null, null];
      if (method === M.OfflineInitialize) core.deliver([1, args[1], true, null]);
      if (method === M.OfflineHidden) hidden.push(args);
      return undefined;
    },
  });
  const options = { webSocket: { factory: () => ({}) }, offline: { storage: new src.api.IdbStorageAdapter() } };
  const domain = new src.api.ConvergenceDomain("http://host/api/realtime/space/name", options);
  await domain.initializeOffline("ann");
  return { domain, hidden };
}

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

test("the core is told that the page is hidden, left, and back", async (t) => {
  const happens = pageOf(t, "visible");
  const { domain, hidden } = await stored();
  assert.deepEqual(hidden, [], "it takes a page for visible by itself");
  happens("visibilitychange", "hidden");
  happens("visibilitychange", "visible");
  happens("pagehide"); // before the page counts as hidden
  happens("visibilitychange", "hidden"); // in which a page may edit still
  happens("visibilitychange", "visible");
  happens("pageshow");
  happens("visibilitychange", "hidden");
  assert.deepEqual(hidden, [[7, 1], [7, 0], [7, 2], [7, 2], [7, 2], [7, 0], [7, 1]]);
  void domain.dispose(); // nobody answers it here
  happens("pagehide");
  assert.equal(hidden.length, 7);
});

test("the core is told at once of a page that begins hidden", async (t) => {
  const happens = pageOf(t, "hidden");
  const { hidden } = await stored();
  assert.deepEqual(hidden, [[7, 1]]);
  happens("visibilitychange", "visible");
  assert.deepEqual(hidden, [[7, 1], [7, 0]]);
});
