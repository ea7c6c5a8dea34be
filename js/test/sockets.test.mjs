// Messages that are too large for one turn are taken over part by part, and what comes
// behind them keeps its place.
import assert from "node:assert/strict";
import test from "node:test";
import { CORE, fakeCore, source } from "./source.mjs";

const FILES = { ...CORE, entering: "core/entering.ts", sockets: "core/sockets.ts" };
const INPUT = 1024; // of the stand-in
const OUTPUT = 32768;

/** A message whose first byte says which it is. */
function message(which, size = 4) {
  const bytes = new Uint8Array(size);
  bytes[0] = which;
  return { data: bytes };
}
const large = (which) => message(which, 700_000);

/** A socket of a stand-in for the core; `log` has the messages in the order in which it got them. */
async function setUp(on = {}) {
  const src = await source(FILES);
  const seen = { log: [], rooms: 0, closed: [], errors: [] };
  const first = (at) => new Uint8Array(core.mem.buffer)[at];
  const core = fakeCore(src, {
    socket_message: (id, bytes) => {
      seen.log.push(first(INPUT));
      on.message?.(first(INPUT), socket, src);
      return bytes > 0 ? 0 : -1;
    },
    socket_room: (id, bytes) => {
      seen.rooms++;
      return bytes > 0 && on.room !== undefined ? on.room : 0;
    },
    socket_taken: (_id) => {
      seen.log.push(first(OUTPUT));
      return 0;
    },
    socket_closed: (id, code, _bytes) => {
      seen.closed.push([id, code]);
      return 0;
    },
  });
  core.mem.grow(20); // room for a large message
  const socket = { readyState: 1, ended: false, close() { this.ended = true; } };
  src.sockets.setSocketMaker(1, () => socket);
  src.sockets.openSocket(7, 1, "ws://host/a/b");
  await Promise.resolve();
  return { ...seen, seen, socket, src };
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 60));

test("what comes behind a large message follows it, large ones too, also what comes while it is handed over", async () => {
  const { log, socket } = await setUp({
    message: (which, socket) => {
      if (which === 2) socket.onmessage(message(5));
    },
  });
  for (const m of [large(1), message(2), large(3), message(4)]) socket.onmessage(m);
  assert.deepEqual(log, []);
  await turns();
  assert.deepEqual(log, [1, 2, 3, 4, 5]);
  socket.onmessage(message(6));
  assert.deepEqual(log, [1, 2, 3, 4, 5, 6]);
});

test("a large message behind the one on which the connection was ended is dropped", async () => {
  const { log, seen, socket } = await setUp({ message: (_, __, src) => src.sockets.closeSocket(7, 1000, "") });
  for (const m of [large(1), message(2), large(3)]) socket.onmessage(m);
  await turns();
  assert.deepEqual(log, [1, 2]);
  assert.equal(seen.rooms, 1);
  assert.ok(socket.ended);
});

test("a message for which the core has no room ends the connection, once", async () => {
  const errors = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => errors.push(error);
  try {
    const { log, seen, socket } = await setUp({ room: -1 });
    socket.onmessage(large(1));
    await turns();
    assert.deepEqual(log, []);
    assert.deepEqual(seen.closed, [[7, 1006]]);
    assert.equal(seen.rooms, 1);
    assert.ok(socket.ended);
    assert.equal(errors.length, 1);
  } finally {
    globalThis.reportError = before;
  }
});
