// Frames of models, references and histories against a stand-in for the core.
import assert from "node:assert/strict";
import test from "node:test";
import { CORE, fakeCore, source } from "./source.mjs";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const M = { New: 1, Connect: 2, Info: 7, Open: 20, ModelInfo: 28, ReferenceLocal: 70, ReferenceSet: 71, ReferenceInfo: 77, HistoryOpen: 83, HistoryInfo: 86, Resyncing: 31 };

/** A domain on a fake core with model 3 open, whose root is element 10. */
async function setUp(on = {}) {
  const src = await source(CORE);
  const calls = [];
  const core = fakeCore(src, {
    ...on,
    call(method, args) {
      calls.push([method, ...args]);
      if (on[method]) return on[method](args);
      if (method === M.New) return [7, "space", "name"];
      if (method === M.Info) return [true, false, "session-1", [0, "ann", "", "", "Ann", ""], "token"];
      if (method === M.ModelInfo) return ["m", "c", 0, 15];
      if (method === M.ReferenceInfo) return [1, "k", 1, true, null, 3, false, false];
      return undefined;
    },
  });
  const domain = new src.api.ConvergenceDomain("http://host/api/realtime/space/name", { webSocket: { factory: () => ({}) } });
  const of = (method) => calls.filter((c) => c[0] === method);
  const answer = async (method, result) => {
    core.deliver([1, of(method).at(-1)[2], true, result]);
    await settled();
  };
  on[M.Info] = () => [false, true, "", null, null];
  const connected = domain.connectAnonymously("x");
  await settled();
  delete on[M.Info];
  await answer(M.Connect, null);
  await connected;
  core.deliver([5, 7, 2, "session-2", [0, "bob", "", "", "Bob", ""]]);
  const opened = domain.models().open("m");
  await answer(M.Open, [3, [10, 1]]);
  return { src, core, domain, model: await opened, calls, of, answer };
}

test("an error of a model is told by the model and the service; the domain has its own event", async () => {
  const s = await setUp();
  const seen = [];
  const note = (who) => (e) => seen.push([who, e.name, e.message, e.domain === s.domain, e instanceof s.src.api.ErrorEvent]);
  s.model.on("error", note("model"));
  s.domain.models().on("error", note("models"));
  s.domain.on("error", note("domain"));
  s.core.deliver([6, 3, 18, "broken"], [2, 7, 8, "broken"]);
  await settled();
  assert.deepEqual(seen.sort(), [["domain", "error", "broken", true, true], ["model", "error", "broken", true, true], ["models", "error", "broken", true, true]]);
});

test("a local reference: the key by kind and owner, values as numbers, pairs, names and handles", async () => {
  let next = 50;
  const s = await setUp({ [M.ReferenceLocal]: () => next++, 50: ([, key]) => (key === "s" ? [11, 3] : [12, 4]), element_attached: (element) => Number(element > 0) });
  const text = s.model.root().get("s");
  text.indexReference("i").set([1, 2]);
  text.rangeReference("r").set({ start: 4, end: 2 });
  s.model.root().propertyReference("p").set(["a", "b"]);
  s.model.elementReference("e").set(s.model.root().get("n"));
  assert.deepEqual(s.of(M.ReferenceLocal).map((c) => c.slice(1)), [[11, 0, 1, "i"], [11, 0, 2, "r"], [10, 0, 3, "p"], [0, 3, 4, "e"]]);
  assert.deepEqual(s.of(M.ReferenceSet).map((c) => c.slice(1)), [[50, [1, 2]], [51, [[4, 2]]], [52, ["a", "b"]], [53, [12]]]);
});

test("listening to a local reference listens to the underlying one, as long as somebody does", async () => {
  const masks = [];
  const s = await setUp({ [M.ReferenceLocal]: () => 50, 50: () => [11, 3], reference_listen: (reference, mask) => (masks.push([reference, mask]), 0) });
  const r = s.model.root().get("s").indexReference("i");
  const seen = [];
  const fn = (e) => seen.push([e.name, e.src === r.reference(), e.oldValue, e.synthetic]);
  r.on("set", fn).on("cleared", fn);
  s.core.deliver([12, 50, 1, [], [4], false], [12, 50, 1, [4], [5], true], [12, 50, 2, [5], [], false]);
  await settled();
  r.off("set", fn);
  s.core.deliver([12, 50, 1, [], [9], false]);
  await settled();
  r.off("cleared", fn);
  const all = r.events().subscribe(fn);
  s.core.deliver([12, 50, 3, [], [], false]);
  await settled();
  all.unsubscribe();
  assert.deepEqual(seen, [["set", true, undefined, false], ["set", true, 4, true], ["cleared", true, 5, undefined], ["disposed", true, undefined, undefined]]);
  // Disposed (4) is always among them: the reference must be let go then.
  assert.deepEqual(masks, [[50, 5], [50, 7], [50, 6], [50, 0], [50, 7], [50, 0]]);
  assert.equal(r.isDisposed(), true);
});

test("what has listeners is kept by its model until it is gone, and nothing else is", async () => {
  const s = await setUp({ [M.ReferenceLocal]: () => 50, 50: () => [11, 3] });
  const kept = () => s.model._kept.size;
  const text = s.model.root().get("s");
  const r = text.indexReference("i");
  assert.equal(kept(), 0);
  text.on("insert", () => {});
  r.on("set", () => {});
  assert.equal(kept(), 2);
  s.core.deliver([12, 50, 3, [], [], false]);
  await settled();
  assert.equal(kept(), 1);
  s.core.deliver([9, 11]);
  await settled();
  assert.equal(kept(), 0);
});

test("a remote reference: on an element or the model, by its session", async () => {
  const s = await setUp({ 50: () => [11, 3] });
  const seen = [];
  const text = s.model.root().get("s");
  text.on("reference", (e) => seen.push([e.reference.type(), e.reference.key(), e.reference.sessionId(), e.reference.user().username, e.reference.isLocal(), e.element === text, e.model === s.model]));
  s.model.on("reference", (e) => seen.push([e.reference.type(), e.reference.key(), e.reference.sessionId(), e.element === undefined, e.reference.source() === s.model]));
  s.core.deliver([11, 3, [11, 3], 60, 2, "sel", 2], [11, 3, null, 61, 4, "pick", 2]);
  await settled();
  assert.deepEqual(seen, [["range", "sel", "session-2", "bob", false, true, true], ["element", "pick", "session-2", true, true]]);
});

test("frames that name nothing known are ignored", async () => {
  const s = await setUp();
  const errors = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => errors.push(error);
  s.core.deliver([11, 99, null, 61, 4, "pick", 2], [12, 99, 1, [], [], false], [13, 99, 1, 2], [7, [70, 3, 99], 7, false, 2, 0, "x"], [7, [70, 3, -99], 7, false, 2, 0, "x"], [6, 99, 1], [8, 99, []], [9, 99]);
  await settled();
  globalThis.reportError = before;
  assert.deepEqual(errors, []);
});

test("a history: its elements are historical ones, its events and state are the core's", async () => {
  const masks = [];
  const s = await setUp({ [M.HistoryInfo]: () => [4, 2, 9, 1234, true], 50: () => [21, 3], history_listen: (history, mask) => (masks.push([history, mask]), 0) });
  const promise = s.domain.models().history("m");
  await s.answer(M.HistoryOpen, [5, [20, 1], "m", "c", 1, 2, 9, 3, 1200]);
  const h = await promise;
  const text = h.root().get("s");
  const seen = [];
  h.events().subscribe((e) => seen.push([e.name, e.version]));
  text.on("insert", (e) => seen.push([e.value, e.user.username, e.element === text]));
  s.core.deliver([13, 5, 1, 2], [13, 5, 2, 2], [7, [21, 3, -5], 7, false, 2, 0, "x"], [13, 5, 3, 2]);
  await settled();
  assert.deepEqual(seen, [["target_changed", 2], ["transition_start", 2], ["x", "bob", true], ["transition_end", 2]]);
  assert.ok(text instanceof s.src.api.HistoricalString && text.model() === h);
  assert.deepEqual([h.version(), h.targetVersion(), h.maxVersion(), h.time().getTime(), h.isTransitioning(), h.createdTime().getTime(), h.maxTime().getTime()], [4, 2, 9, 1234, true, 1, 2]);
  assert.deepEqual([h.minVersion(), h.minTime().getTime()], [3, 1200]);
  assert.deepEqual(masks, [[5, 7]]);
  const whole = s.domain.models().history("m");
  await s.answer(M.HistoryOpen, [6, [20, 1], "m", "c", 1, 2, 9, 0, 1]);
  assert.deepEqual([(await whole).minVersion(), (await whole).minTime().getTime()], [0, 1]);
});

test("who synchronises is named by the core", async () => {
  const s = await setUp({ [M.Resyncing]: () => [2] });
  assert.deepEqual(s.model.resynchronizingCollaborators().map((c) => [c.sessionId, c.user.username]), [["session-2", "bob"]]);
});
