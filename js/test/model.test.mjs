// Documents in a real browser on the real core, with a stand-in for the server
// that only acknowledges. Each test runs as a function of the page.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { launch, noCore, open } from "./page.mjs";

const skip = noCore;
let browser, site;
before(async () => {
  if (skip) return;
  browser = await launch();
  site = await open(browser);
  await site.page.evaluate(() => {
    /** Calls f and returns the error that it throws as text. */
    globalThis.thrown = (f) => {
      try {
        f();
      } catch (error) {
        return `${error.name} ${error.code ?? ""}: ${error.message}`;
      }
      return "nothing was thrown";
    };
    globalThis.local = (data, options) => Convergence.__test.localModel(data, options);
  });
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** Runs a function in the page and compares what it returns. */
function inPage(name, run, expected) {
  test(name, { skip }, async () => {
    const result = await site.page.evaluate(run);
    if (typeof expected === "function") expected(result);
    else assert.deepEqual(result, expected);
    assert.deepEqual(site.errors.splice(0), []);
  });
}

inPage("a document holds all eight types", async () => {
  const m = await local({ o: { k: 1 }, a: [1, "x"], s: "text", n: 2.5, b: true, d: new Date(5), z: null });
  const types = m.root().keys().map((key) => m.root().get(key).type());
  const none = m.elementAt("nothing");
  return {
    types: [m.root().type(), ...types, none.type()],
    classes: [
      m.root() instanceof Convergence.RealTimeObject, m.elementAt("a") instanceof Convergence.RealTimeArray,
      m.elementAt("s") instanceof Convergence.RealTimeString, m.elementAt("n") instanceof Convergence.RealTimeNumber,
      m.elementAt("b") instanceof Convergence.RealTimeBoolean, m.elementAt("d") instanceof Convergence.RealTimeDate,
      m.elementAt("z") instanceof Convergence.RealTimeNull, none instanceof Convergence.RealTimeUndefined,
    ],
    value: JSON.stringify(m.root().value()),
    json: m.elementAt("d").toJSON(),
    date: m.elementAt("d").value().getTime(),
  };
}, {
  types: ["object", "object", "array", "string", "number", "boolean", "date", "null", "undefined"],
  classes: [true, true, true, true, true, true, true, true],
  value: '{"o":{"k":1},"a":[1,"x"],"s":"text","n":2.5,"b":true,"d":"1970-01-01T00:00:00.005Z","z":null}',
  json: { $convergenceType: "date", value: "1970-01-01T00:00:00.005Z" },
  date: 5,
});

inPage("objects", async () => {
  const root = (await local({ a: 1, o: { k: "v" } })).root();
  const old = root.get("a");
  const fresh = root.set("a", [1]);
  const other = root.set("ü\ud83d", null);
  const log = [];
  root.forEach((element, key) => log.push([key, element.type()]));
  const removed = root.remove("o");
  const absent = root.remove("never");
  const after = { keys: root.keys(), has: [root.hasKey("a"), root.hasKey("o")] };
  root.value({ x: { y: [1] } });
  return { old: old.isDetached(), oldValue: old.value(), fresh: fresh.value(), other: other.type(), log,
    removed: [removed.type(), removed.isDetached(), removed.value()], absent: absent.type(), after,
    value: root.value(), at: root.elementAt("x", "y", 0).value(), same: root.elementAt(["x", "y"]) === root.get("x").get("y"),
    self: root.elementAt([]) === root, deep: root.elementAt("x", 0, "q").type() };
}, {
  old: true, oldValue: 1, fresh: [1], other: "null", log: [["a", "array"], ["o", "object"], ["ü\ud83d", "null"]],
  removed: ["object", true, { k: "v" }], absent: "undefined", after: { keys: ["a", "ü\ud83d"], has: [true, false] },
  value: { x: { y: [1] } }, at: 1, same: true, self: true, deep: "undefined",
});

inPage("arrays", async () => {
  const a = (await local({ a: [1, 2, 3] })).elementAt("a");
  const steps = [];
  const note = (x) => steps.push([JSON.stringify(a.value()), x?.value?.() ?? null]);
  note(a.insert(1, "x"));
  note(a.set(0, { k: 1 }));
  note(a.remove(2));
  note(a.push("end"));
  note(a.unshift("start"));
  note(a.pop());
  note(a.shift());
  a.reorder(0, 2);
  note();
  const calls = [];
  a.forEach((e, i) => calls.push([i, e.value()]));
  const found = { length: a.length(), calls, some: a.some((e) => e.value() === 3), every: a.every((e) => e.value() === 3),
    find: a.find((e, i) => i === 1).value(), none: a.find(() => false) === undefined, index: a.findIndex((e) => e.value() === 3) };
  a.value(["only"]);
  note();
  return { steps, found };
}, {
  steps: [['[1,"x",2,3]', "x"], ['[{"k":1},"x",2,3]', { k: 1 }], ['[{"k":1},"x",3]', 2], ['[{"k":1},"x",3,"end"]', "end"],
    ['["start",{"k":1},"x",3,"end"]', "start"], ['["start",{"k":1},"x",3]', "end"], ['[{"k":1},"x",3]', "start"],
    ['["x",3,{"k":1}]', null], ['["only"]', null]],
  found: { length: 3, calls: [[0, "x"], [1, 3], [2, { k: 1 }]], some: true, every: false, find: 3, none: true, index: 1 },
});

inPage("strings", async () => {
  const s = (await local({ s: "hello" })).elementAt("s");
  const steps = [];
  const note = () => steps.push([s.value(), s.length()]);
  s.insert(5, " wörld 😀");
  note();
  s.remove(0, 6);
  note();
  s.splice(6, 2, "\ud83d");
  note();
  s.insert(7, "\ude0a\0");
  note();
  s.value("new");
  note();
  s.value("");
  note();
  return steps;
}, [["hello wörld 😀", 14], ["wörld 😀", 8], ["wörld \ud83d", 7], ["wörld 😊\0", 9], ["new", 3], ["", 0]]);

inPage("long texts with and without lone surrogates survive every way in and out", async () => {
  const texts = ["abc😀".repeat(20000), "ä".repeat(9000) + "\ud83d" + "z".repeat(9000), "\ufeff" + "x".repeat(100)];
  const m = await local({ a: texts[0], b: texts[1], c: texts[2] });
  const ok = [];
  for (const [i, key] of ["a", "b", "c"].entries()) {
    const s = m.elementAt(key);
    ok.push(s.value() === texts[i], s.length() === texts[i].length, m.root().value()[key] === texts[i]);
    s.insert(s.length(), texts[i]);
    ok.push(s.value() === texts[i] + texts[i]);
    s.value(texts[i]);
    ok.push(s.value() === texts[i]);
  }
  return ok.every(Boolean) || ok;
}, true);

inPage("numbers, booleans, dates and null", async () => {
  const m = await local({ n: 1, b: false, d: new Date(0), z: null });
  const [n, b, d, z] = ["n", "b", "d", "z"].map((key) => m.elementAt(key));
  n.add(0.5);
  n.subtract(3);
  n.increment();
  n.decrement();
  const sum = n.value();
  n.value(-0);
  b.value(true);
  d.value(new Date(8.64e15));
  return { sum, zero: Object.is(n.value(), -0) || n.value(), b: b.value(), d: d.value().getTime(), z: z.value(), zset: thrown(() => z.value(null)),
    undef: [m.elementAt("q").value() === undefined, thrown(() => m.elementAt("q").value(1)), m.elementAt("q") === m.elementAt("r")] };
}, (r) => {
  assert.deepEqual([r.sum, r.b, r.d, r.z], [-1.5, true, 8.64e15, null]);
  assert.ok(r.zero === true || r.zero === 0);
  assert.match(r.zset, /null element/);
  assert.deepEqual([r.undef[0], r.undef[2]], [true, true]);
  assert.match(r.undef[1], /undefined element/);
});

inPage("places: path, parent, relativePath, removeFromParent, identity", async () => {
  const m = await local({ list: [{ name: "x" }, { name: "y" }] });
  const y = m.elementAt("list", 1, "name");
  const before = y.path();
  m.elementAt("list").remove(0);
  const r = { before, after: y.path(), relative: [y.relativePath(), m.root().relativePath(), m.elementAt("list", 0).relativePath()],
    parent: y.parent() === m.elementAt("list", 0), root: m.root().parent(), rootPath: m.root().path(), model: y.model() === m,
    same: m.elementAt("list", 0, "name") === y, id: m.element(y.id()) === y, unknown: m.element("nobody").type(), attached: y.isAttached() };
  const rootRemove = thrown(() => m.root().removeFromParent());
  y.parent().removeFromParent();
  return { ...r, rootRemove, detached: [y.isDetached(), y.value()], value: m.root().value(), edit: thrown(() => y.insert(0, "a")),
    gone: m.element(y.id()).type() };
}, (r) => {
  const { rootRemove, edit, ...rest } = r;
  assert.deepEqual(rest, { before: ["list", 1, "name"], after: ["list", 0, "name"], relative: ["name", null, 0], parent: true, root: null,
    rootPath: [], model: true, same: true, id: true, unknown: "undefined", attached: true, detached: [true, "y"], value: { list: [] }, gone: "undefined" });
  assert.match(rootRemove, /^Error/);
  assert.match(edit, /detached/);
});

inPage("bad arguments throw, name the argument and change nothing", async () => {
  const m = await local({ s: "abc", a: [1], n: 1, b: true, d: new Date(0), o: {} });
  const [s, a, n, b, d, o] = ["s", "a", "n", "b", "d", "o"].map((key) => m.elementAt(key));
  const before = JSON.stringify(m.root().value());
  const tries = {
    index: [() => s.insert(-1, "x"), () => s.insert(1.5, "x"), () => s.insert("1", "x"), () => s.insert(4, "x"), () => s.insert(NaN, "x"),
      () => a.get(1), () => a.insert(3, 1), () => a.remove(1), () => a.set(-1, 0), () => a.insert(2 ** 40, 0)],
    "length|range|bound": [() => s.remove(0, 4), () => s.remove(0, -1)],
    deleteCount: [() => s.splice(0, 0.5, "")],
    text: [() => s.insert(0, 5)],
    value: [() => s.value(5), () => n.value("1"), () => n.add(NaN), () => n.value(Infinity), () => b.value(1), () => d.value(0),
      () => d.value(new Date(NaN)), () => o.value([]), () => a.value({}), () => o.set("k", undefined), () => a.push(() => {})],
    key: [() => o.set(1, 1), () => o.get(null), () => o.remove(undefined)],
    path: [() => m.elementAt({}), () => m.elementAt("a", -1)],
    callback: [() => a.forEach(1), () => o.forEach(null)],
  };
  const wrong = [];
  for (const [pattern, list] of Object.entries(tries)) {
    for (const f of list) {
      const text = thrown(f);
      if (!new RegExp(pattern, "i").test(text) || /nothing was thrown|internal/.test(text)) wrong.push([f.toString(), text]);
    }
  }
  return { wrong, same: JSON.stringify(m.root().value()) === before, empty: thrown(() => { a.pop(); a.pop(); }), committed: typeof m.isCommitted() };
}, (r) => {
  assert.deepEqual(r.wrong, []);
  assert.equal(r.same, true);
  assert.match(r.empty, /RangeError.*empty/);
});

inPage("undefined inside of values follows the options", async () => {
  const m = await local({}, { models: { data: { undefinedObjectValues: "omit", undefinedArrayValues: "null" } } });
  return m.root().set("x", { a: undefined, b: [undefined] }).value();
}, { b: [null] });

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
