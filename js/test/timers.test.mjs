// The core's timers: one that is due at once does not wait for the page's timers, which
// hidden pages have once a second or once a minute.
import assert from "node:assert/strict";
import test from "node:test";
import { CORE, fakeCore, source } from "./source.mjs";

async function setUp(t) {
  const src = await source({ ...CORE, timers: "core/timers.ts" });
  const fired = [];
  fakeCore(src, { timer_fired: (id) => (fired.push(id), 0) });
  const timeouts = [];
  t.mock.method(globalThis, "setTimeout", (f, millis) => timeouts.push({ f, millis }));
  t.mock.method(globalThis, "clearTimeout", (n) => { if (n !== undefined) delete timeouts[n - 1]; });
  return { ...src.timers, fired, timeouts };
}

const task = () => new Promise((resolve) => setImmediate(resolve));

test("a timer that is due at once is the next task, not a timeout, and fires once", async (t) => {
  const { setTimer, fired, timeouts } = await setUp(t);
  setTimer(1, 0);
  assert.deepEqual(fired, [], "not within the call");
  await task();
  await task();
  assert.deepEqual(fired, [1]);
  assert.equal(timeouts.length, 0);
});

test("one that is due later is a timeout", async (t) => {
  const { setTimer, fired, timeouts } = await setUp(t);
  setTimer(2, 20);
  await task();
  assert.deepEqual(fired, []);
  assert.deepEqual(timeouts.map(({ millis }) => millis), [20]);
  timeouts[0].f();
  assert.deepEqual(fired, [2]);
});

test("what is cleared does not fire, due at once or later", async (t) => {
  const { setTimer, clearTimer, fired, timeouts } = await setUp(t);
  setTimer(3, 0);
  setTimer(4, 20);
  clearTimer(3);
  clearTimer(4);
  await task();
  assert.deepEqual(fired, []);
  assert.deepEqual(timeouts.filter(Boolean), []);
});
