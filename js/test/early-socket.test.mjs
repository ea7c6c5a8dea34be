// Sockets that open while the core is loaded, with the real core in Node.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { dist, noCore } from "./page.mjs";
import { source } from "./source.mjs";

test("the URL of the socket is the one that the core dials", async () => {
  const { early } = await source({ early: "core/early-socket.ts" });
  for (const [domain, socket] of [
    ["http://host/api/realtime/a/b", "ws://host/api/realtime/a/b"],
    ["HTTPS://host:8443/a/b//", "wss://host:8443/a/b"],
    ["ws://host/a/b?x=1#y", "ws://host/a/b?x=1"],
    ["wss://host/a/b/#y", "wss://host/a/b"],
    ["ftp://host/a/b", null],
    ["host/a/b", null],
  ]) assert.equal(early.socketUrl(domain), socket);
});

/** Sockets that open at once, say nothing, and know what has become of them. */
class Socket {
  static made = [];
  readyState = 1;
  bufferedAmount = 0;
  sent = [];
  constructor(url, protocol) {
    Object.assign(this, { url, protocol });
    Socket.made.push(this);
    queueMicrotask(() => this.onopen?.({}));
  }
  send(data) {
    this.sent.push(data);
  }
  close() {
    this.readyState = 3;
  }
}

const until = async (what, done) => {
  for (let i = 0; !done(); i++) {
    assert.ok(i < 1000, `waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

test("a socket opens before the core is there, and is the one that the core uses", { skip: noCore }, async () => {
  const before = globalThis.WebSocket;
  globalThis.WebSocket = Socket;
  try {
    const { Convergence, ConvergenceDomain } = await import(path.join(dist, "convergence.esm.js"));
    let give;
    const compiled = new Promise((resolve) => (give = resolve));
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...args) => (await compiled, instantiate(...args));
    Convergence.configure({ wasm: fs.readFileSync(path.join(dist, "convergence.wasm")) });

    const own = [];
    const mine = (url, protocol) => (own.push(url), new Socket(url, protocol));
    const url = "http://localhost/api/realtime/space/name";
    const domains = [
      new ConvergenceDomain(url),
      new ConvergenceDomain(`${url}2`, { webSocket: { factory: mine } }),
      new ConvergenceDomain(`${url}3`),
      new ConvergenceDomain(`${url}4`),
    ];
    const ended = domains.map((domain) => domain.connectAnonymously("x").catch((error) => error.code ?? "failed"));
    assert.deepEqual(Socket.made.map((s) => s.url.at(-1)), ["e", "3", "4"], "the application's own sockets wait");
    const [first, , third] = Socket.made;
    await domains[3].disconnect();
    assert.equal(await ended[3], "cancelled");
    assert.equal(third.readyState, 3, "nobody wants it any more");
    Socket.made[1].readyState = 3; // the server did not wait

    give();
    WebAssembly.instantiate = instantiate;
    await until("the requests to connect", () => first.sent.length === 1 && Socket.made.filter((s) => s.sent.length === 1).length === 3);
    assert.deepEqual(Socket.made.map((s) => [s.url.at(-1), s.sent.length]).toSorted(), [["2", 1], ["3", 0], ["3", 1], ["4", 0], ["e", 1]]);
    assert.equal(own.length, 1);
    await Promise.all(domains.map((domain) => domain.dispose()));
    await Promise.all(ended);
  } finally {
    globalThis.WebSocket = before;
  }
});

test("preload starts the core, and twice is once", { skip: noCore }, async () => {
  const { Convergence, ConvergenceDomain, preload } = await import(path.join(dist, "convergence.esm.js"));
  await Promise.all([Convergence.preload(), preload()]);
  const asked = [];
  const domain = new ConvergenceDomain("http://localhost/api/realtime/a/b", { webSocket: { factory: (url) => (asked.push(url), new Socket(url)) } });
  const connecting = domain.connectAnonymously("x").catch(() => {});
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(asked, ["ws://localhost/api/realtime/a/b"], "nothing is left to be waited for");
  await domain.dispose();
  await connecting;
});
