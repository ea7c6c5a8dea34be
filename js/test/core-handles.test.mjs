// Objects of the core that are let go, and a core that is gone.
import assert from "node:assert/strict";
import test from "node:test";
import { M, URL, connect, setUp, settled } from "./fake-domain.mjs";

test("a core that traps is dead: what waits rejects, and every later call says so", async () => {
  let trap = false;
  const s = await setUp({}, {
    [M.Info]: () => {
      if (trap) throw new WebAssembly.RuntimeError("unreachable");
      return [true, false, "s", null, null];
    },
  });
  s.domain.connectAnonymously().catch(() => {});
  await settled();
  const waiting = s.domain.models().open("m");
  trap = true;
  assert.throws(() => s.domain.session().sessionId(), { name: "ConvergenceError", code: "internal", message: /stopped.*unreachable/ });
  await assert.rejects(waiting, { code: "internal" });
  await assert.rejects(s.domain.models().open("m"), { code: "internal", message: /stopped/ });
  await assert.rejects(s.src.api.connectAnonymously(URL, "x", { webSocket: { factory: () => ({}) } }), { code: "internal", message: /stopped/ });
  assert.equal(s.domain.isConnected(), false);
});

test("a handle is released when its object is gone, and not when a new one has taken its place", { skip: !globalThis.gc && "run with --expose-gc" }, async () => {
  const released = [];
  const s = await setUp({}, {
    release: (handle) => void released.push(handle),
    element_listen: (a, b) => 0 * (a + b),
    [M.Info28]: () => ["m", "c", 0, 15],
    50: ([, key]) => (key === "kept" ? [21, 3] : [20, 3]),
  });
  await connect(s);
  const promise = s.domain.models().open("m");
  s.core.deliver([1, s.of(M.Open)[0][2], true, [3, [10, 1]]]);
  const model = await promise;
  model.root().get("kept").on("insert", () => {});
  await (async () => assert.equal(model.root().get("a"), model.root().get("a")))();
  for (let i = 0; i < 20 && released.length === 0; i++) {
    await settled();
    globalThis.gc();
  }
  assert.deepEqual(released, [20]);
  assert.equal(model.root().get("a").type(), "string");
  assert.deepEqual(released, [20]);
});

test("an element with listeners is let go once it is detached", { skip: !globalThis.gc && "run with --expose-gc" }, async () => {
  const released = [];
  const s = await setUp({}, {
    release: (handle) => void released.push(handle),
    [M.Info28]: () => ["m", "c", 0, 15],
    50: () => [20, 3],
  });
  await connect(s);
  const promise = s.domain.models().open("m");
  s.core.deliver([1, s.of(M.Open)[0][2], true, [3, [10, 1]]]);
  const model = await promise;
  await (async () => model.root().get("a").on("insert", () => {}))();
  const collect = async (rounds) => {
    for (let i = 0; i < rounds && released.length === 0; i++) {
      await settled();
      globalThis.gc();
    }
  };
  await collect(5);
  assert.deepEqual(released, []);
  s.core.deliver([9, 20]);
  await collect(20);
  assert.deepEqual(released, [20]);
  assert.equal(model.isOpen(), false);
});
