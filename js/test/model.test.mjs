// Documents in a real browser on the real core: their elements.
import assert from "node:assert/strict";
import { inPage } from "./in-page.mjs";

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
