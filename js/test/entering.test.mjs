// What comes from outside is handled in steps: between two of them every listener
// has heard, and the page has its turn before it has waited for long.
import assert from "node:assert/strict";
import test from "node:test";
import { CORE, fakeCore, source } from "./source.mjs";

const FILES = { ...CORE, entering: "core/entering.ts", sockets: "core/sockets.ts" };

/** A core whose message has `steps` steps; each delivers a frame, which takes `work` ms to hear. */
async function setUp(steps, work = 0) {
  const src = await source(FILES);
  const log = [];
  let at = 0;
  const step = () => {
    at++;
    log.push(`step ${at}`);
    core.deliver([99, at]);
    if (at < steps) src.entering.wantProceed();
    return 1;
  };
  const core = fakeCore(src, { socket_message: step, proceed: step });
  src.dispatch.onFrame((frame) => {
    log.push(`heard ${frame[1]}`);
    const end = performance.now() + work;
    while (performance.now() < end);
  });
  return { src, core, log, receive: () => src.sockets.receive(1, new Uint8Array(4)) };
}

test("what a step tells is heard before the next step, and all of it at once when it is short", async () => {
  const { log, receive } = await setUp(3);
  receive();
  assert.deepEqual(log, ["step 1", "heard 1", "step 2", "heard 2", "step 3", "heard 3"]);
});

test("a long message is handled in stretches, between which the page has its turn", async () => {
  const { log, receive } = await setUp(60, 2);
  receive();
  let turns = 0;
  while (!log.includes("heard 60")) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    turns++;
  }
  assert.equal(log.length, 120);
  assert.ok(turns > 2, `the page had ${turns} turns`);
});

test("a message that comes within a listener does not let the core go on before the others have heard", async () => {
  const { src, log, receive } = await setUp(3);
  let nested = false;
  src.dispatch.onFrame((frame) => {
    log.push(`heard ${frame[1]}`);
    if (!nested) {
      nested = true;
      src.entering.enter(() => 0);
      log.push("still within the first");
    }
  });
  receive();
  assert.deepEqual(log, ["step 1", "heard 1", "still within the first", "step 2", "heard 2", "step 3", "heard 3"]);
});

test("what a call of the application leaves to be done waits for a task of its own", async () => {
  const { src, log } = await setUp(3);
  src.entering.wantProceed();
  assert.deepEqual(log, []);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(log, ["step 1", "heard 1", "step 2", "heard 2", "step 3", "heard 3"]);
});

/** A socket of a core that has room for large messages, and what the core hears of it. */
async function withRoom() {
  const src = await source(FILES);
  const log = [];
  const ADDRESS = 2 << 16;
  let size = 0;
  const core = fakeCore(src, {
    socket_room: (id, bytes) => {
      size = bytes;
      core.mem.grow(Math.ceil(bytes / 65536));
      new Int32Array(core.mem.buffer)[2] = ADDRESS;
      log.push(`room for ${bytes}`);
      return 0;
    },
    socket_taken: (id) => {
      log.push(`large ${new Uint8Array(core.mem.buffer, ADDRESS, size).every((byte, i) => byte === i % 251)}`);
      return 0;
    },
    socket_message: (id, bytes) => (log.push(`small ${bytes}`), 0),
    socket_closed: (id, code, bytes) => (log.push(`closed ${code}`), 0),
  });
  const socket = { readyState: 1, close() {} };
  src.sockets.setSocketMaker(1, () => socket);
  src.sockets.openSocket(5, 1, "ws://host/a/b");
  await null;
  return { src, log, socket };
}

const LARGE = Uint8Array.from({ length: (3 << 19) + 5 }, (_, i) => i % 251);
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test("a large message is taken over in parts, and what comes behind it waits", async () => {
  const { log, socket } = await withRoom();
  socket.onmessage({ data: LARGE.buffer });
  socket.onmessage({ data: new Uint8Array(3).buffer });
  socket.onmessage({ data: LARGE.buffer });
  socket.onmessage({ data: new Uint8Array(4).buffer });
  socket.onclose({ code: 1001 });
  assert.deepEqual(log, [`room for ${LARGE.length}`]);
  let turns = 0;
  for (; !log.includes("closed 1001"); turns++) {
    assert.ok(turns < 1000, log.join());
    await turn();
  }
  assert.deepEqual(log, [`room for ${LARGE.length}`, "large true", "small 3", `room for ${LARGE.length}`, "large true", "small 4", "closed 1001"]);
});

test("a large message of a socket that the core closes is dropped, with what is behind it", async () => {
  const { src, log, socket } = await withRoom();
  socket.onmessage({ data: LARGE.buffer });
  socket.onmessage({ data: new Uint8Array(3).buffer });
  src.sockets.closeSocket(5, 1000, "");
  for (let i = 0; i < 20; i++) await turn();
  assert.deepEqual(log, [`room for ${LARGE.length}`]);
});
