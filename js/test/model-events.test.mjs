// Documents in a real browser on the real core: what is emitted, batches, and the end.
import assert from "node:assert/strict";
import test from "node:test";
import { inPage, site, skip } from "./in-page.mjs";

const EVENTS = [
  ["object set", { o: { k: 1 } }, "o", (o) => o.set("k", 2), "set", { key: "k", value: 2, oldValue: 1 }],
  ["object set of a new key", { o: {} }, "o", (o) => o.set("k", 2), "set", { key: "k", value: 2, oldValue: "undefined" }],
  ["object remove", { o: { k: 1 } }, "o", (o) => o.remove("k"), "remove", { key: "k", oldValue: 1 }],
  ["object value", { o: { k: 1 } }, "o", (o) => o.value({}), "value", {}],
  ["array insert", { o: [1] }, "o", (o) => o.insert(1, 2), "insert", { index: 1, value: 2 }],
  ["array remove", { o: [1] }, "o", (o) => o.remove(0), "remove", { index: 0, oldValue: 1 }],
  ["array set", { o: [1] }, "o", (o) => o.set(0, 2), "set", { index: 0, value: 2, oldValue: 1 }],
  ["array reorder", { o: [1, 2] }, "o", (o) => o.reorder(0, 1), "reorder", { fromIndex: 0, toIndex: 1 }],
  ["array value", { o: [1] }, "o", (o) => o.value([2]), "value", {}],
  ["string insert", { o: "ab" }, "o", (o) => o.insert(1, "\ud83d"), "insert", { index: 1, value: "\ud83d" }],
  ["string remove", { o: "abc" }, "o", (o) => o.remove(1, 2), "remove", { index: 1, value: "bc" }],
  ["string splice", { o: "abc" }, "o", (o) => o.splice(1, 2, "x"), "splice", { index: 1, deleteCount: 2, insertValue: "x" }],
  ["string value", { o: "abc" }, "o", (o) => o.value("x"), "value", {}],
  ["number delta", { o: 1 }, "o", (o) => o.subtract(2), "delta", { value: -2 }],
  ["number value", { o: 1 }, "o", (o) => o.value(3), "value", {}],
  ["boolean value", { o: true }, "o", (o) => o.value(false), "value", {}],
  ["date value", { o: { $convergenceType: "date", value: 0 } }, "o", (o) => o.value(new Date(1)), "value", {}],
];
for (const [name, data, key, edit, event, fields] of EVENTS) {
  test(`event: ${name}`, { skip }, async () => {
    const result = await site.page.evaluate(
      async ([data, key, editText, event]) => {
        const edit = (0, eval)(editText);
        const m = await local(data);
        m.emitLocalEvents(true);
        const element = m.elementAt(key);
        const seen = [];
        const show = (x) => (x instanceof Convergence.RealTimeElement ? (x.value() ?? x.type()) : x);
        element.on(event, (e) => {
          const { name, element: src, user, sessionId, local, ...rest } = e;
          const type = e.constructor;
          seen.push({ name, src: src === element, user: typeof user.username, session: sessionId === m.session().sessionId(), local,
            frozen: Object.isFrozen(e), NAME: type.NAME, exported: Object.values(Convergence).includes(type),
            rest: Object.fromEntries(Object.entries(rest).map(([k, v]) => [k, show(v)])) });
        });
        edit(element);
        return seen;
      },
      [data, key, edit.toString(), event],
    );
    const common = { name: event, src: true, user: "string", session: true, local: true, frozen: true, NAME: event, exported: true };
    assert.deepEqual(result, [{ ...common, rest: fields }]);
  });
}

inPage("local events are off unless asked for, but detached is always emitted, once", async () => {
  const m = await local({ a: { b: { s: "x" } } });
  const log = [];
  const s = m.elementAt("a", "b", "s");
  s.events().subscribe((e) => log.push(`s:${e.name}`));
  m.elementAt("a", "b").on("detached", (e) => log.push(`b:${e.name}:${e.src.isDetached()}`));
  m.root().events().subscribe((e) => log.push(`root:${e.name}`));
  s.insert(0, "y");
  m.root().remove("a");
  m.root().set("a", 1);
  return { log, emits: m.emitLocalEvents() };
}, { log: ["s:detached", "b:detached:true"], emits: false });

inPage("order: victims, the element, then model_changed up to the root", async () => {
  const m = await local({ a: { b: { s: "x" } } });
  m.emitLocalEvents(true);
  const log = [];
  const [root, a, b, s] = [m.root(), m.elementAt("a"), m.elementAt("a", "b"), m.elementAt("a", "b", "s")];
  for (const [name, e] of Object.entries({ root, a, b, s })) {
    e.events().subscribe((x) => log.push([name, x.name, x.relativePath?.join("/"), x.childEvent?.name].filter((y) => y !== undefined).join(" ")));
  }
  b.set("s", "new");
  return log;
}, ["s detached", "b set", "b model_changed  set", "a model_changed b set", "root model_changed a/b set"]);

inPage("model_changed reaches an ancestor when nobody ever saw the changed element", async () => {
  const m = await local({ a: [{ s: "x" }] });
  m.emitLocalEvents(true);
  const seen = [];
  m.root().on("model_changed", (e) => seen.push([e.relativePath, e.childEvent.name, e.childEvent.element.type(), e.childEvent.element.model() === m]));
  m.elementAt("a", 0, "s").insert(0, "y");
  m.elementAt("a", 0, "s").value("z");
  return seen;
}, [[["a", 0, "s"], "insert", "string", true], [["a", 0, "s"], "value", "string", true]]);

inPage("a listener may edit; everybody sees everything in order, before the call returns", async () => {
  const m = await local({ s: "", n: 0 });
  m.emitLocalEvents(true);
  const [s, n] = [m.elementAt("s"), m.elementAt("n")];
  const log = [];
  s.on("insert", (e) => {
    log.push(`first ${e.value}`);
    if (e.value === "a") {
      s.insert(s.length(), "b");
      n.add(1);
      log.push("first done");
    }
  });
  s.on("insert", (e) => log.push(`second ${e.value}`));
  n.on("delta", (e) => log.push(`delta ${e.value} ${s.value()}`));
  s.insert(0, "a");
  log.push("returned");
  return log;
}, ["first a", "second a", "first b", "second b", "delta 1 ab", "first done", "returned"]);

test("a listener that throws is reported, tells the domain, stays, and stops nobody else", { skip }, async () => {
  const result = await site.page.evaluate(async () => {
    const m = await local({ n: 0 });
    m.emitLocalEvents(true);
    const log = [];
    const domain = m.session().domain();
    domain.on("error", (e) => log.push([e.message, e.cause.message]));
    domain.on("error", () => {
      throw new Error("listener of errors");
    });
    m.elementAt("n").on("delta", () => {
      throw new Error("oops");
    });
    m.elementAt("n").on("delta", (e) => log.push(e.value));
    m.elementAt("n").add(1);
    m.elementAt("n").add(2);
    return { log, value: m.elementAt("n").value() };
  });
  const message = ["A listener has thrown: oops", "oops"];
  assert.deepEqual(result, { log: [1, message, 2, message], value: 3 });
  assert.deepEqual(site.errors.splice(0).filter((e) => !/oops|listener of errors/.test(e)), []);
});

inPage("the model tells about itself", async () => {
  const m = await local({ s: "" });
  const p = m.permissions();
  return { min: m.minVersion(), version: m.version() === m.maxVersion() && m.version() >= 0, times: [m.time(), m.createdTime(), m.minTime(), m.maxTime()].every((d) => d instanceof Date),
    ids: [typeof m.modelId(), typeof m.collectionId()], open: [m.isOpen(), m.isClosing(), m.isLocal()], perms: [p.read, p.write, p instanceof Convergence.ModelPermissions],
    list: Array.isArray(m.collaborators()), frozen: Object.isFrozen(Convergence.RealTimeModel.Events), same: m.root() === m.elementAt() };
}, (r) => {
  assert.deepEqual(r, { ...r, min: 0, version: true, times: true, ids: ["string", "string"], list: true, frozen: true, same: true });
  assert.deepEqual([r.open.slice(0, 2), r.perms], [[true, false], [true, true, true]]);
});

inPage("batches", async () => {
  const m = await local({ n: 0 });
  const r = { none: [thrown(() => m.completeBatch()), thrown(() => m.cancelBatch()), m.isBatchStarted(), m.batchSize()] };
  m.startBatch();
  r.started = [m.isBatchStarted(), thrown(() => m.startBatch()), thrown(() => m.endBatch())];
  m.cancelBatch();
  m.startBatch();
  m.elementAt("n").add(1);
  m.root().set("k", 1);
  r.size = [m.batchSize(), thrown(() => m.cancelBatch()), m.elementAt("n").value()];
  m.endBatch();
  r.after = [m.isBatchStarted(), m.batchSize()];
  return r;
}, (r) => {
  for (const text of [r.none[0], r.none[1], r.started[1], r.started[2], r.size[1]]) assert.match(text, /^Error.*batch/i);
  assert.deepEqual([r.none.slice(2), r.started[0], r.size[0], r.size[2], r.after], [[false, 0], true, 2, 1, [false, 0]]);
});

inPage("modified, then committed and version_changed when the server has the change", async () => {
  const m = await local({ s: "" });
  const log = [];
  m.events().subscribe((e) => log.push(`${e.name}${e.version === undefined ? "" : ` ${e.version}`}`));
  const version = m.version();
  m.elementAt("s").insert(0, "a");
  m.elementAt("s").insert(1, "b");
  const at = [...log, m.isCommitted()];
  const end = performance.now() + 5000;
  while (!m.isCommitted() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { at, log, version: m.version() - version };
}, (r) => {
  assert.deepEqual(r.at, ["modified", false]);
  assert.equal(r.log[0], "modified");
  assert.equal(r.log.filter((e) => e === "committed").length, 1);
  assert.match(r.log.at(-1), /^version_changed/);
  assert.ok(r.version >= 1);
});

inPage("edited tells of every edit made here, with what nobody else has heard", async () => {
  const m = await local({ s: "", list: [] });
  const log = [];
  const told = (change) => (change ? `${change.name} ${change.value} ${change.local}` : change);
  m.elementAt("s").on("insert", (e) => log.push(`insert ${e.value}`));
  m.on("edited", (e) => log.push(`edited ${told(e.change)}`));
  m.elementAt("s").insert(0, "a");
  m.emitLocalEvents(true);
  m.elementAt("s").insert(1, "b");
  m.emitLocalEvents(false);
  const sequences = [];
  m.on("edited", (e) => sequences.push(e.sequence));
  m.startBatch();
  m.elementAt("s").insert(2, "c");
  m.elementAt("list").insert(0, "d");
  m.completeBatch();
  m.elementAt("s").insert(3, "e");
  return { log: log.slice(0, 4), steps: sequences.map((n) => n - sequences[0]) };
}, (r) => {
  assert.deepEqual(r.log, ["edited insert a true", "insert b", "edited null", "edited insert c true"]);
  assert.deepEqual(r.steps, [0, 0, 1]);
});

inPage("closing detaches all elements and resolves whenClosed", async () => {
  const m = await local({ a: { s: "text" } });
  const log = [];
  const s = m.elementAt("a", "s");
  s.on("detached", () => log.push("s"));
  m.elementAt("a").on("detached", () => log.push("a"));
  m.on("closed", (e) => log.push(`closed ${e.local} ${e.src === m}`));
  const closed = m.whenClosed().then(() => log.push("whenClosed"));
  await m.close();
  await closed;
  const again = await m.close().then(() => "resolved", (e) => e.message);
  return { log, state: [m.isOpen(), m.isClosing(), s.isDetached(), s.value()], edit: thrown(() => s.insert(0, "x")), again };
}, (r) => {
  assert.deepEqual(r.log, ["s", "a", "closed true true", "whenClosed"]);
  assert.deepEqual(r.state, [false, false, true, "text"]);
  assert.match(r.edit, /^Error/);
  assert.match(r.again, /close/);
});

inPage("elements without listeners are not kept, and their handles come back", async () => {
  const m = await local({ list: Array.from({ length: 500 }, (_, i) => `item ${i}`) });
  const handles = () => Convergence.__test.header()[5];
  const before = handles();
  (() => m.elementAt("list").forEach(() => {}))();
  const during = handles();
  const end = performance.now() + 10000;
  // Enough garbage for the collector to look.
  while (handles() > before + 250 && performance.now() < end) {
    globalThis.junk = Array.from({ length: 200000 }, (_, i) => ({ i }));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { taken: during - before >= 500, back: handles() <= before + 250 };
}, { taken: true, back: true });
