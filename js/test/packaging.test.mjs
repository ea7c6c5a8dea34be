// The built package as applications use it: a plain page, a bundler, Node, and
// the TypeScript compiler.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { dist, launch, noCore, open, root } from "./page.mjs";

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
const SCRIPT = '<script src="/dist/convergence.global.js"></script>';
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
  const files = { "/elsewhere/core.wasm": read("convergence.wasm"), "/other.js": read("convergence.global.js") };
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
    const files = { "/other.js": read("convergence.global.js") };
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
        globalThis.Convergence = Convergence;
        globalThis.check = async (m) => [m.elementAt("s") instanceof RealTimeString, connect === Convergence.connect];`,
      resolveDir: fixture(),
    },
    bundle: true,
    format: "esm",
    write: false,
  });
  const files = { "/app/main.js": built.outputFiles[0].text, "/app/convergence.wasm": read("convergence.wasm") };
  const { result, errors } = await inPage({ html: html('<script type="module" src="/app/main.js"></script>'), files }, async () => {
    const model = await Convergence.__test.localModel({ s: "a" });
    return [...(await check(model)), model.root().value()];
  });
  assert.deepEqual(result, [true, true, { s: "a" }]);
  assert.deepEqual(errors, []);
});

test("node: the module build is imported, and finds the core in the file system", { skip }, async () => {
  // In a process of its own: the stand-in behind the model has timers that go on.
  const script = `
    import Convergence, { ConvergenceDomain } from ${JSON.stringify(pathToFileURL(path.join(dist, "convergence.esm.js")).href)};
    const model = await Convergence.__test.localModel({ s: "\\ud83d" });
    model.elementAt("s").insert(1, "\\ude00");
    console.log(model.root().value().s, typeof ConvergenceDomain, typeof Go);
    process.exit(0);`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", timeout: 30000 });
  assert.equal(out, "😀 function undefined\n");
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

test("types: an application compiles against them, strictly, and internals are not in them", () => {
  const folder = fixture();
  fs.writeFileSync(path.join(folder, "app.ts"), `
import Convergence, { connect, ConvergenceError, LogLevel, RealTimeModel, StringInsertEvent, type IConvergenceOptions, type RealTimeString } from "@convergence-wasm/client";
const options: IConvergenceOptions = { connection: { timeout: 3 }, reconnect: { fallbackAuth: (c) => c.password(Promise.resolve("x")) } };
async function main(): Promise<void> {
  const domain = await connect("ns/domain", "user", "password", options);
  Convergence.configureLogging({ root: LogLevel.DEBUG });
  const model: RealTimeModel = await domain.models().openAutoCreate({ collection: "c", data: () => ({ a: [1] }) });
  const text = model.elementAt("a", 0) as RealTimeString;
  text.on("insert", (e: StringInsertEvent) => { const i: number = e.index; const v: string = e.value; console.log(i, v, e.user.username); });
  text.events().subscribe((e) => console.log(e.name));
  const s: string = text.value();
  text.value("x" + s);
  model.collaboratorsAsObservable().subscribe((list) => console.log(list.map((c) => c.sessionId)));
  try { await model.close(); } catch (e) { if (e instanceof ConvergenceError) console.log(e.code, e.details); }
}
void main();
// @ts-expect-error not part of the public types
Convergence.__test;
declare const m: RealTimeModel;
// @ts-expect-error not part of the public types
m._handle;
`);
  const config = { compilerOptions: { strict: true, noEmit: true, skipLibCheck: false, module: "nodenext", target: "es2022", lib: ["es2022", "dom"], types: [], noUnusedLocals: false }, files: ["app.ts"] };
  fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  } catch (error) {
    assert.fail(`tsc: ${error.stdout}`);
  }
});

test("package.json: what is published has every file that it names, and the version of the repository", () => {
  const { manifest, files } = published();
  const named = (value) => (typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(named));
  const { main, module, types, unpkg, jsdelivr, exports } = manifest;
  for (const file of named({ main, module, types, unpkg, jsdelivr, exports })) assert.ok(files.includes(path.posix.normalize(file)), `${file} is not among ${files.slice(0, 10)}`);
  for (const field of [main, module, types, unpkg, jsdelivr]) assert.equal(typeof field, "string");
  assert.deepEqual(Object.keys(exports), [".", "./global", "./convergence.wasm", "./package.json"]);
  assert.equal(manifest.version, fs.readFileSync(path.join(root, "../version.txt"), "utf8").trim());
  assert.deepEqual(Object.keys(manifest.dependencies), ["rxjs"]);
  const lock = fs.readFileSync(path.join(root, "package-lock.json"), "utf8");
  assert.deepEqual([JSON.parse(lock).name, JSON.parse(lock).version], [manifest.name, manifest.version]);
  assert.doesNotMatch(lock, /"resolved"|https?:\/\/[^"]*registry/);
});

/** What would be published, packed once: the manifest, the names of all files and the archive. */
let packed;
function published() {
  if (packed) return packed;
  const folder = scratch();
  const [{ filename, files }] = JSON.parse(execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  return (packed = { manifest, files: files.map((file) => file.path), archive: path.join(folder, filename) });
}

function scratch() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "convergence-app-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with an application's node_modules: the package as it would be installed from the registry. */
function fixture() {
  const folder = scratch();
  const { manifest, archive } = published();
  const target = path.join(folder, "node_modules", manifest.name);
  fs.mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", archive, "--strip-components=1", "-C", target]);
  for (const name of ["rxjs", "tslib"]) {
    fs.symlinkSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  }
  fs.writeFileSync(path.join(folder, "package.json"), '{"type": "module"}');
  return folder;
}
