// The built package as applications use it: a plain page, a bundler, and Node.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { dist, launch, noCore, open, root } from "./page.mjs";
import { fixture } from "./published.mjs";

const skip = noCore;
const read = (name) => fs.readFileSync(path.join(dist, name));
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Opens a page, runs `run` in it and closes it. */
async function inPage(options, run, arg) {
  const site = await open(browser, options);
  try {
    return { result: await site.page.evaluate(run, arg), errors: site.errors };
  } finally {
    await site.close();
  }
}
const html = (body) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${body}`;
const SCRIPT = '<script src="/dist/convergence.testing.js"></script>';
const editOne = async () => {
  const model = await Convergence.__test.localModel({ s: "a" });
  model.elementAt("s").insert(1, "b");
  return model.root().value();
};

for (const name of ["convergence.global.js", "convergence.global.min.js"]) {
  test(`plain page: ${name} defines the whole namespace at once and touches no network`, async () => {
    const page = html(`<script>globalThis.before = Object.keys(globalThis).concat("before");
      globalThis.fetch = () => { globalThis.fetched = true; };</script>
      <script src="/dist/${name}"></script><script>
      globalThis.then = [typeof Convergence.connect, Convergence.StringInsertEvent.NAME, Convergence.RealTimeString.Events.MODEL_CHANGED,
        Convergence.LogLevel.WARN, typeof Convergence.Convergence.connect, Convergence.RealTimeNumber.Events.DELTA, typeof Convergence.configure];
      globalThis.more = Object.keys(globalThis).filter((k) => !before.includes(k) && k !== "then" && k !== "more");</script>`);
    const { result, errors } = await inPage({ html: page }, () => ({ then: globalThis.then, more: globalThis.more, fetched: globalThis.fetched ?? false }));
    assert.deepEqual(result, { then: ["function", "insert", "model_changed", "warn", "function", "delta", "function"], more: ["Convergence"], fetched: false });
    assert.deepEqual(errors, []);
  });
}

test("plain page: the core runs under a policy that allows wasm-unsafe-eval and nothing else", { skip }, async () => {
  const policy = "default-src 'none'; img-src data:; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
  const { result, errors } = await inPage({ html: html(SCRIPT), headers: { "content-security-policy": policy } }, editOne);
  assert.deepEqual(result, { s: "ab" });
  assert.deepEqual(errors, []);
});

test("plain page: another Go program's globals stay untouched", { skip }, async () => {
  const own = "<script>globalThis.Go = class Other {}; globalThis.fs = 'fs'; globalThis.process = 'process'; globalThis.path = 'path';</script>";
  const { result } = await inPage({ html: html(own + SCRIPT) }, async () => {
    const names = Object.keys(globalThis);
    const model = await Convergence.__test.localModel({ s: "a" });
    return [Go.name, fs, process, path, model.root().value().s, Object.keys(globalThis).filter((k) => !names.includes(k))];
  });
  assert.deepEqual(result, ["Other", "fs", "process", "path", "a", []]);
});

test("plain page: the core comes from where configure says, and a failed start can be retried", { skip }, async () => {
  const files = { "/elsewhere/core.wasm": read("convergence.wasm"), "/other.js": read("convergence.testing.js") };
  const { result } = await inPage({ html: html('<script src="/other.js"></script>'), files }, async () => {
    const fail = () => Convergence.connectAnonymously("ns/domain").then(() => "connected", (e) => [e.name, e.code, e.message]);
    const first = await fail();
    Convergence.configure({ wasm: "/nowhere.wasm" });
    const second = await fail();
    Convergence.configure({ wasm: new Uint8Array([0, 1, 2, 3]) });
    const third = await fail();
    Convergence.configure({ wasm: "/elsewhere/core.wasm" });
    const model = await Convergence.__test.localModel({ s: "a" });
    let late = "";
    try {
      Convergence.configure({ wasm: "/x" });
    } catch (e) {
      late = e.message;
    }
    return { first, second, third, value: model.root().value(), late };
  });
  assert.deepEqual(result.first.slice(0, 2), ["ConvergenceError", "internal"]);
  assert.match(result.first[2], /\/convergence\.wasm answered 404/);
  assert.match(result.second[2], /nowhere\.wasm answered 404/);
  assert.match(result.third[2], /could not be loaded/);
  assert.deepEqual(result.value, { s: "a" });
  assert.match(result.late, /started already/);
});

test("plain page: bytes and a compiled module are taken as well", { skip }, async () => {
  for (const kind of ["bytes", "module"]) {
    const files = { "/other.js": read("convergence.testing.js") };
    const { result } = await inPage({ html: html('<script src="/other.js"></script>'), files }, async (kind) => {
      const bytes = await (await fetch("/dist/convergence.wasm")).arrayBuffer();
      Convergence.configure({ wasm: kind === "bytes" ? bytes : await WebAssembly.compile(bytes) });
      return (await Convergence.__test.localModel({ s: kind })).root().value().s;
    }, kind);
    assert.equal(result, kind);
  }
});

test("plain page: a core of another version is refused", { skip }, async () => {
  const script = read("convergence.global.js").toString().replaceAll(/VERSION = "[^"]+"/g, 'VERSION = "0.0.0-other"');
  const files = { "/dist2/c.js": script };
  const { result } = await inPage({ html: html('<script src="/dist2/c.js"></script>'), files }, async () => {
    Convergence.configure({ wasm: "/dist/convergence.wasm" });
    return Convergence.connectAnonymously("ns/domain").then(() => "connected", (e) => e.message);
  });
  assert.match(result, /version .*0\.0\.0-other.*one release/);
});

test("plain page: observables are of the page's RxJS, if it has one", async () => {
  const entry = { contents: 'export * from "rxjs"', resolveDir: root };
  const rxjs = await esbuild.build({ stdin: entry, bundle: true, format: "iife", globalName: "rxjs", write: false });
  const files = { "/rxjs.js": rxjs.outputFiles[0].text };
  const run = () => {
    const domain = new Convergence.ConvergenceDomain("ns/domain");
    return [globalThis.rxjs ? domain.events() instanceof rxjs.Observable : null, typeof domain.events().pipe];
  };
  const withRx = await inPage({ html: html('<script src="/rxjs.js"></script>' + SCRIPT), files }, run);
  assert.deepEqual(withRx.result, [true, "function"]);
  const without = await inPage({ html: html(SCRIPT) }, run);
  assert.deepEqual(without.result, [null, "function"]);
});

test("bundler: esbuild bundles the module build, and the page runs with the core beside it", { skip }, async () => {
  const built = await esbuild.build({
    stdin: {
      contents: `import Convergence, { RealTimeString, connect } from "@convergence-wasm/client";
        globalThis.started = Convergence.preload().then(() => [typeof RealTimeString, connect === Convergence.connect]);`,
      resolveDir: fixture(),
    },
    bundle: true,
    format: "esm",
    write: false,
  });
  const files = { "/app/main.js": built.outputFiles[0].text, "/app/convergence.wasm": read("convergence.wasm") };
  const { result, errors } = await inPage({ html: html('<script type="module" src="/app/main.js"></script>'), files }, () => globalThis.started);
  assert.deepEqual(result, ["function", true]);
  assert.deepEqual(errors, []);
});

test("node: the module build is imported, and finds the core in the file system", { skip }, async () => {
  const script = `
    import Convergence, { ConvergenceDomain } from ${JSON.stringify(pathToFileURL(path.join(dist, "convergence.esm.js")).href)};
    await Convergence.preload();
    console.log(typeof ConvergenceDomain, typeof Go, "__test" in Convergence);
    process.exit(0);`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", timeout: 30000 });
  assert.equal(out, "function undefined false\n");
});

test("node: a process ends by itself once its domain is disposed", { skip }, () => {
  const script = `
    import { ConvergenceDomain } from ${JSON.stringify(pathToFileURL(path.join(dist, "convergence.esm.js")).href)};
    class Refused { constructor() { setTimeout(() => this.onclose?.({ code: 1006, reason: "refused" })); } send() {} close() {} }
    const domain = new ConvergenceDomain("http://host/api/realtime/ns/dom", { webSocket: { class: Refused } });
    domain.on("connection_scheduled", () => domain.dispose());
    await domain.connectAnonymously("x").catch((e) => console.log(e.name));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", timeout: 30000 });
  assert.equal(out, "ConvergenceError\n");
});

/** Of a namespace: how many classes and functions it has, and which have another name at run time than in it. */
const renamed = (namespace) => {
  const functions = Object.entries(namespace).filter(([name, value]) => typeof value === "function" && name !== "default");
  return { functions: functions.length, wrong: functions.filter(([name, value]) => value.name !== name).map(([name, value]) => `${name}: ${value.name}`) };
};

for (const name of ["convergence.esm.js", "convergence.esm.min.js", "convergence.global.js", "convergence.global.min.js"]) {
  test(`names: every class and function of ${name} is called as it is exported, and so are its objects`, async () => {
    let found;
    if (name.includes("esm")) {
      const api = await import(pathToFileURL(path.join(dist, name)).href);
      found = { ...renamed(api), object: new api.DomainUserIdMap().constructor.name };
    } else {
      const { result, errors } = await inPage({ html: html(`<script src="/dist/${name}"></script>`) }, `({
        ...(${renamed})(Convergence), object: new Convergence.DomainUserIdMap().constructor.name,
      })`);
      assert.deepEqual(errors, []);
      found = result;
    }
    assert.deepEqual(found.wrong, []);
    assert.ok(found.functions > 150, `only ${found.functions} classes and functions`);
    assert.equal(found.object, "DomainUserIdMap");
  });
}

/** Of each class: its members that are not private, and how many are; methods of its objects and statics. */
const members = (api) => Object.fromEntries(Object.entries(api).filter(([, value]) => typeof value === "function").flatMap(([name, value]) =>
  [[name, value], [`${name}.prototype`, value.prototype]].filter(([, of]) => of).map(([of, object]) => {
    const names = Object.getOwnPropertyNames(object);
    return [of, [...names.filter((one) => !one.startsWith("_")).sort(), names.filter((one) => one.startsWith("_")).length]];
  })));
const commonJS = (name) => {
  const file = path.join(dist, name);
  const module = { exports: {} };
  new Function("require", "module", "exports", "__filename", read(name).toString())(createRequire(file), module, module.exports, file);
  return module.exports;
};

test("names: those of private members are shorter in minified builds, all others stay, and none is that of another", async () => {
  const [esm, short, inline] = await Promise.all(["esm.js", "esm.min.js", "inline.min.js"].map((name) => import(pathToFileURL(path.join(dist, `convergence.${name}`)).href)));
  const expected = members(esm);
  assert.ok(expected["RealTimeString.prototype"].includes("insert"));
  for (const [name, api] of Object.entries({ esm: short, inline, cjs: commonJS("convergence.min.js") })) assert.deepEqual(members(api), expected, name);
  const privates = (api) => Object.getOwnPropertyNames(api.RealTimeModel.prototype).filter((one) => one.startsWith("_"));
  assert.ok(privates(esm).length > 5 && Math.max(...privates(short).map((one) => one.length)) < 4, `${privates(short)}`);
});

test("bundler: of a package of which only a constant is used little is left", async () => {
  for (const name of ["LogLevel", "ConvergenceError"]) {
    const stdin = { contents: `import { ${name} } from "@convergence-wasm/client"; console.log(${name});`, resolveDir: fixture() };
    const built = await esbuild.build({ stdin, bundle: true, minify: true, format: "esm", write: false });
    assert.ok(built.outputFiles[0].contents.length < 3000, `${name}: ${built.outputFiles[0].contents.length} bytes`);
  }
});

test("bundler: without import.meta and beside nothing the core comes along as text", { skip }, async () => {
  const stdin = { contents: 'import { preload } from "@convergence-wasm/client"; globalThis.started = preload().then(() => "started");', resolveDir: fixture() };
  const built = await esbuild.build({ stdin, bundle: true, format: "iife", write: false, logLevel: "error" });
  const { result } = await inPage({ html: html('<script src="/app/main.js"></script>'), files: { "/app/main.js": built.outputFiles[0].text } }, () => globalThis.started);
  assert.equal(result, "started");
});

test("errors: of an address without a core the error tells what came back, and what to do", { skip }, async () => {
  const files = { "/page.html": "<!doctype html><p>hello" };
  const { result } = await inPage({ html: html(SCRIPT), files }, async () => {
    const all = [];
    for (const wasm of ["/nowhere.wasm", "/page.html", "http://127.0.0.1:1/x.wasm"]) {
      Convergence.configure({ wasm });
      all.push(await Convergence.preload().then(() => "", (error) => error.message));
    }
    Convergence.configure({ wasm: "/dist/convergence.wasm" });
    await Convergence.preload();
    Convergence.configure({ wasm: "/dist/convergence.wasm" }); // as when a module is loaded again
    Convergence.configure({ wasm: new URL("/dist/convergence.wasm", location.href).pathname });
    return all;
  });
  assert.match(result[0], /\/nowhere\.wasm answered 404 Not Found\. Serve convergence\.wasm .* Convergence\.configure/);
  assert.match(result[1], /\/page\.html answered with text\/html, beginning "<!doctype html><p>hello"/);
  assert.match(result[2], /127\.0\.0\.1:1\/x\.wasm could not be fetched: Failed to fetch/);
});
