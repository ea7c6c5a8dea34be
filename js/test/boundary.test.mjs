// The boundary between JavaScript and Go, with the real core: no number that an
// export is given and nothing that an import throws kills it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { dist, noCore } from "./page.mjs";
import { source } from "./source.mjs";

const skip = noCore;
const wasm = skip ? null : new WebAssembly.Module(fs.readFileSync(path.join(dist, "convergence.wasm")));
const FILES = { api: "index.ts", testing: "testing.ts", wasm: "core/wasm.ts", go: "core/go.ts", imports: "core/imports.ts", offline: "offline/locks.ts", entering: "core/entering.ts" };

/** Starts a core of its own; `change` may alter the imports before they are shielded. The raw exports come along. */
async function core(change = () => {}) {
  const src = await source(FILES);
  const warned = [];
  const go = src.go.newGo();
  const schedule = () => {
    queueMicrotask(() => src.wasm.isRunning() && src.wasm.ex.turn() === 1 && go._resume());
    return 1;
  };
  const own = src.imports.bridge(schedule, src.offline.locks);
  change(go.importObject.gojs, own);
  const instance = await WebAssembly.instantiate(wasm, src.imports.shielded(go, own));
  go.run(instance).then(() => src.wasm.die(new Error("the program has ended")), src.wasm.die);
  src.wasm.attach(instance, () => null);
  const { warn } = console;
  console.warn = (line) => warned.push(line);
  // The way in of applications starts no second core: this one is running.
  const open = () => src.testing.internals.localModel({ text: "abc", n: 1, d: new Date(5), on: true, list: [1] });
  const end = () => {
    console.warn = warn;
    // No timer may keep the test going.
    src.wasm.die(new Error("the test is over"));
    for (const timer of go._scheduledTimeouts.values()) clearTimeout(timer);
  };
  return { src, raw: instance.exports, open, warned, end };
}

/** An edit by the public interface works and is acknowledged. */
async function lives({ src, open }) {
  assert.equal(src.wasm.deathCause(), null);
  const model = await open();
  const text = model.elementAt("text");
  text.insert(3, "d");
  assert.equal(text.value(), "abcd");
  model.elementAt("n").add(2);
  assert.equal(model.elementAt("n").value(), 3);
  assert.equal(model.elementAt("d").value().getTime(), 5);
  for (let i = 0; i < 200 && !model.isCommitted(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(model.isCommitted(), "the edit was not acknowledged");
  assert.ok(model.version() > 1);
}

const GO_ITSELF = new Set(["run", "resume", "getsp"]);
const exported = skip ? [] : WebAssembly.Module.exports(wasm).filter((e) => e.kind === "function" && !GO_ITSELF.has(e.name)).map((e) => e.name);
const NUMBERS = [0, -1, 1, 2, 2 ** 31 - 1, -(2 ** 31), NaN];

function* tuples(n) {
  if (n === 0) yield [];
  else for (const rest of tuples(n - 1)) for (const number of NUMBERS) yield [number, ...rest];
}

test("the list of exports is complete", { skip }, () => {
  assert.ok(exported.length >= 36, `only ${exported.length} exports`);
  for (const name of ["number_value", "date_value", "model_version", "model_time", "string_splice", "release_activity"]) assert.ok(exported.includes(name), name);
});

test("every export takes any number: it returns a status, and the core lives on", { skip }, async () => {
  const one = await core();
  try {
    // Without any object, then with objects of which the numbers may be handles, then with freed handles.
    for (const stage of ["nothing there", "models open", "handles given back"]) {
      if (stage === "models open") await lives(one);
      for (const name of exported) {
        if (stage === "models open" && name.startsWith("release")) continue;
        for (const list of tuples(one.raw[name].length)) {
          let status;
          try {
            status = one.raw[name](...list);
          } catch (error) {
            assert.fail(`${stage}: ${name}(${list}) threw ${error.message}`);
          }
          assert.equal(typeof status, "number", `${name}(${list})`);
        }
      }
      await lives(one);
      if (stage === "models open") for (const name of exported.filter((n) => n.startsWith("release"))) for (let h = 1; h < 50; h++) one.raw[name](h);
    }
  } finally {
    one.end();
  }
});

test("a wrong handle is a typed error that says so, also where the result is a number of its own", { skip }, async () => {
  const one = await core();
  try {
    const { ex, settle, settleNumber } = one.src.wasm;
    const wrong = (call) => assert.throws(call, { name: "TypeError", message: /no (object|element) with handle 77/ });
    for (const name of ["number_value", "date_value", "model_version", "model_time"]) {
      assert.ok(Number.isNaN(one.raw[name](77)), name);
      wrong(() => settleNumber(ex[name](77)));
    }
    for (const name of ["element_length", "string_value", "boolean_value", "model_state"]) wrong(() => settle(ex[name](77)));
    assert.throws(() => settle(ex.reserve(2 ** 31 - 1)), { name: "TypeError" });
    assert.throws(() => settle(ex.reserve(-1)), { name: "TypeError" });
    assert.throws(() => settle(ex.call(7, 2 ** 31 - 1)), { name: "TypeError" });
    assert.equal(ex.release(77), 0);
    const model = await one.open();
    const text = model.elementAt("text");
    assert.throws(() => settle(ex.string_splice(text._handle, 0, 0, 2 ** 31 - 1)), { name: "TypeError" });
    assert.throws(() => settle(ex.string_splice(text._handle, 0, 0, -1)), { name: "TypeError" });
    assert.equal(text.value(), "abc");
    await lives(one);
  } finally {
    one.end();
  }
});

// Those with which nothing can be said about a core that goes on.
const ESSENTIAL = new Set(["runtime.wasmExit"]);
const imported = skip ? [] : WebAssembly.Module.imports(wasm).filter((i) => !ESSENTIAL.has(i.name));

const names = (warnings) => warnings.map((line) => /(\S+) does not work here: .* is spoilt/.exec(line)?.[1]).filter(Boolean);

// Those that are certainly used below. Others may not be: what fails first ends the rest.
const USED = ["deliver", "schedule", "timer_set", "socket_open", "runtime.walltime"];

test("every import may throw: it is told once, nothing reaches the core, and the core lives on", { skip }, async () => {
  assert.ok(imported.length > 25, `only ${imported.length} imports`);
  let failing = "";
  const one = await core((gojs, own) => {
    for (const all of [gojs, own]) {
      for (const [name, raw] of Object.entries(all)) {
        const spoilt = (...list) => {
          if (failing === name) throw new Error(`${name} is spoilt`);
          return raw(...list);
        };
        all[name] = Object.defineProperty(spoilt, "length", { value: raw.length });
      }
    }
  });
  try {
    const { ex, isRunning } = one.src.wasm;
    for (const { name } of imported) {
      const model = await one.open();
      failing = name;
      // Edits, events, timers, sockets and goroutines.
      try {
        model.elementAt("text").insert(0, "x");
        await new Promise((resolve) => setTimeout(resolve, 2));
        const domain = new one.src.api.ConvergenceDomain("http://localhost/api/realtime/a/b", { webSocket: { factory: () => ({ close() {} }) } });
        domain.connectAnonymously("x").catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 2));
        domain.dispose().catch(() => {});
        ex.turn();
        ex.call(91, 0);
        one.open().catch(() => {}); // who is let in looks at the clock; an edit does not
        const until = Date.now() + 5000;
        do await new Promise((resolve) => setTimeout(resolve, 20));
        while (USED.includes(name) && !names(one.warned).includes(name) && Date.now() < until);
      } catch (error) {
        assert.match(String(error), /Error/); // a call may fail; what follows must not
      }
      failing = "";
      assert.ok(isRunning(), `${name} has killed the core`);
      await lives(one);
    }
    const told = names(one.warned);
    assert.equal(new Set(told).size, told.length, `told twice: ${told}`);
    for (const name of USED) assert.ok(told.includes(name), `${name} is not among ${told}`);
  } finally {
    one.end();
  }
});
