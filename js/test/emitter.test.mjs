import assert from "node:assert/strict";
import test from "node:test";
import { from, map } from "rxjs";
import { source } from "./source.mjs";

const { api, dispatch } = await source({ api: "index.ts", dispatch: "core/dispatch.ts" });
class Emitter extends api.ConvergenceEventEmitter {}

const tag = (log, name) => (event) => log.push(`${name}:${event.name}`);
function quietly(run) {
  const errors = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => errors.push(error);
  try {
    run();
  } finally {
    globalThis.reportError = before;
  }
  return errors;
}

test("listeners are called in order, by any case of the name, each function once", () => {
  const emitter = new Emitter();
  const log = [];
  const first = tag(log, "first");
  assert.equal(emitter.on("Insert", first), emitter);
  emitter.addListener("INSERT", tag(log, "second")).on("insert", first);
  emitter._emit({ name: "insert" });
  emitter._emit({ name: "other" });
  assert.deepEqual(log, ["first:insert", "second:insert"]);
});

test("once delivers once, and off removes it before", () => {
  const emitter = new Emitter();
  const log = [];
  const never = tag(log, "never");
  emitter.once("a", tag(log, "once")).once("a", never).off("A", never);
  emitter._emit({ name: "a" });
  emitter._emit({ name: "a" });
  assert.deepEqual(log, ["once:a"]);
});

test("off, removeListener, removeListeners and removeAllListeners remove", () => {
  const log = [];
  const emitter = new Emitter();
  const fn = tag(log, "fn");
  emitter.on("a", fn).off("a", fn).off("a", fn).removeListener("nothing", fn);
  emitter.on("b", fn).removeListeners("B");
  emitter.on("c", fn).on("d", fn).removeAllListeners();
  for (const name of ["a", "b", "c", "d"]) emitter._emit({ name });
  assert.deepEqual(log, []);
});

test("bad arguments throw and name the argument", () => {
  const emitter = new Emitter();
  assert.throws(() => emitter.on("a", 5), { name: "TypeError", message: /listener/ });
  assert.throws(() => emitter.on(5, () => {}), { message: /event/ });
});

test("events() is hot, sees everything and survives removeAllListeners", () => {
  const emitter = new Emitter();
  const seen = [];
  emitter._emit({ name: "before" });
  const subscription = emitter.events().pipe(map((e) => e.name)).subscribe((name) => seen.push(name));
  emitter.removeAllListeners();
  emitter._emit({ name: "a" });
  emitter._emit({ name: "b" });
  subscription.unsubscribe();
  emitter._emit({ name: "after" });
  assert.deepEqual(seen, ["a", "b"]);
  assert.equal(emitter.events(), emitter.events());
});

test("events() works with observers, from() and Symbol.observable", () => {
  const emitter = new Emitter();
  const seen = [];
  emitter.events().subscribe({ next: (e) => seen.push(`observer:${e.name}`) });
  from(emitter.events()).subscribe((e) => seen.push(`from:${e.name}`));
  const key = Symbol.observable ?? "@@observable";
  assert.equal(typeof emitter.events()[key], "function");
  emitter._emit({ name: "a" });
  assert.deepEqual(seen, ["observer:a", "from:a"]);
});

test("a listener that throws is reported, stays, and stops nobody else", () => {
  const emitter = new Emitter();
  const log = [];
  emitter.on("a", () => {
    log.push("bad");
    throw new Error("oops");
  });
  emitter.on("a", tag(log, "good"));
  const errors = quietly(() => {
    emitter._emit({ name: "a" });
    emitter._emit({ name: "a" });
  });
  assert.deepEqual(log, ["bad", "good:a", "bad", "good:a"]);
  assert.deepEqual(errors.map((e) => e.message), ["oops", "oops"]);
});

test("events caused by a call of a listener reach everybody after the one before, and before the call returns", () => {
  const emitter = new Emitter();
  const log = [];
  dispatch.onFrame(([name]) => emitter._emit({ name }));
  const callThatCauses = (name) => {
    dispatch.queueFrames([[name]]);
    if (dispatch.caused()) dispatch.drain();
  };
  emitter.on("a", () => {
    log.push("first:a");
    callThatCauses("b");
    log.push("first:a done");
  });
  emitter.on("a", tag(log, "second"));
  emitter.on("b", tag(log, "first"));
  callThatCauses("a");
  assert.deepEqual(log, ["first:a", "second:a", "first:b", "first:a done"]);
});

test("a call of a listener that causes nothing delivers nothing", () => {
  const emitter = new Emitter();
  const log = [];
  dispatch.onFrame(([name]) => emitter._emit({ name }));
  emitter.on("a", () => {
    if (dispatch.caused()) dispatch.drain();
    log.push("a");
  });
  emitter.on("b", tag(log, "first"));
  dispatch.queueFrames([["a"], ["b"]]);
  dispatch.drain();
  assert.deepEqual(log, ["a", "first:b"]);
});

test("a frame is handled to its end before the next one", () => {
  const log = [];
  dispatch.onFrame(([name]) => {
    log.push(`${name} begins`);
    if (name === "a") {
      dispatch.queueFrames([["c"]]);
      dispatch.drain();
    }
    log.push(`${name} ends`);
  });
  dispatch.queueFrames([["a"], ["b"]]);
  dispatch.drain();
  assert.deepEqual(log, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("a listener that was removed by another one is not called any more, a new one not yet", () => {
  const emitter = new Emitter();
  const log = [];
  const second = tag(log, "second");
  emitter.on("a", () => {
    emitter.off("a", second);
    emitter.on("a", tag(log, "late"));
  });
  emitter.on("a", second);
  emitter._emit({ name: "a" });
  assert.deepEqual(log, []);
  emitter._emit({ name: "a" });
  assert.deepEqual(log, ["late:a"]);
});

test("the emitter hears about its first and last listener only", () => {
  let calls = 0;
  class Counting extends Emitter {
    _listening() {
      calls++;
    }
  }
  const emitter = new Counting();
  const one = () => {};
  const two = () => {};
  emitter.on("a", one).on("a", two).on("a", one);
  assert.equal(calls, 1);
  emitter.off("a", one);
  assert.equal(calls, 1);
  emitter.off("a", two);
  assert.equal(calls, 2);
  const a = emitter.events().subscribe(() => {});
  const b = emitter.events().subscribe(() => {});
  assert.equal(calls, 3);
  a.unsubscribe();
  assert.equal(calls, 3);
  b.unsubscribe();
  assert.equal(calls, 4);
});

test("ten thousand events in one go do not exhaust the stack", () => {
  const emitter = new Emitter();
  let n = 0;
  emitter.on("a", () => n++);
  dispatch.onFrame(() => emitter._emit({ name: "a" }));
  dispatch.queueFrames(Array.from({ length: 10000 }, () => [0]));
  dispatch.drain();
  assert.equal(n, 10000);
  const told = new Emitter();
  told.on("told", () => n++);
  dispatch.onThrow(() => told._emit({ name: "told" }));
  emitter.on("a", () => {
    throw new Error("oops");
  });
  const errors = quietly(() => {
    dispatch.queueFrames(Array.from({ length: 10000 }, () => [0]));
    dispatch.drain();
  });
  assert.equal(n, 30000);
  assert.ok(errors.every((e) => e.message === "oops"));
});
