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

test("types: an application compiles against them, strictly, and internals are not in them", () => {
  compiles(`
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
});

test("types: elements of typed data are typed by their path, and untyped values are any", () => {
  compiles(`
import { connectAnonymously, type RealTimeArray, type RealTimeBoolean, type RealTimeElement, type RealTimeModel, type RealTimeObject, type RealTimeString } from "@convergence-wasm/client";
interface Todo { title: string; items: { text: string; done: boolean; due?: Date }[]; more: { [key: string]: number } }
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};
export async function main(): Promise<void> {
  const domain = await connectAnonymously("ns/domain");
  const model = await domain.models().open<Todo>("id");
  const done = model.elementAt("items", 0, "done");
  same<typeof done, RealTimeBoolean>(true);
  done.value(!done.value());
  const due: Date = model.elementAt(["items", 0, "due"]).value();
  const title: RealTimeString = model.root().get("title");
  const items: RealTimeArray<Todo["items"][number]> = model.elementAt("items");
  items.push({ text: "x", done: false }).get("text").insert(0, due.toISOString() + title.value());
  items.forEach((item, index) => item.set("text", String(index)));
  const count: number = model.elementAt("more", "any").value();
  const whole: Todo = model.root().value();
  // @ts-expect-error the items have no such text
  items.push({ title: "x" });
  // @ts-expect-error a boolean is no text
  const wrong: string = done.value();
  const plain = await domain.models().openAutoCreate({ collection: "c", data: { n: 1 } });
  same<typeof plain, RealTimeModel<any>>(true);
  const element = plain.elementAt("n");
  same<typeof element, RealTimeElement<any>>(true);
  const n: number = element.value();
  const text = plain.elementAt("list", 0) as RealTimeString;
  const object = plain.elementAt("o") as RealTimeObject;
  object.set("k", [1]).value().length.toFixed();
  const loose: RealTimeModel = model;
  console.log(count, whole, wrong, n, text.value(), loose.modelId());
}
`);
});

test("package.json: what is published has every file that it names, and the version of the repository", () => {
  const { manifest, files } = published();
  const named = (value) => (typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(named));
  const { main, module, types, unpkg, jsdelivr, exports } = manifest;
  for (const file of named({ main, module, types, unpkg, jsdelivr, exports })) assert.ok(files.includes(path.posix.normalize(file)), `${file} is not among ${files.slice(0, 10)}`);
  for (const field of [main, module, types, unpkg, jsdelivr]) assert.equal(typeof field, "string");
  for (const own of [".", "./inline", "./standalone", "./global", "./convergence.global.js", "./convergence.amd.js", "./convergence.esm.js", "./convergence.js", "./convergence.wasm"]) assert.ok(own in exports, own);
  assert.deepEqual(files.filter((file) => /\.(?:br|gz)$|testing/.test(file)), []);
  for (const file of ["README.md", "LICENSE", "THIRD-PARTY-NOTICES.txt"]) assert.ok(files.includes(file), file);
  assert.equal(fs.readFileSync(path.join(root, "LICENSE"), "utf8"), fs.readFileSync(path.join(root, "../LICENSE"), "utf8"));
  assert.equal(manifest.version, fs.readFileSync(path.join(root, "../version.txt"), "utf8").trim());
  assert.equal(manifest.dependencies, undefined);
  assert.deepEqual(manifest.peerDependencies, { rxjs: "^6.6.0 || ^7.0.0" });
  const lock = fs.readFileSync(path.join(root, "package-lock.json"), "utf8");
  assert.deepEqual([JSON.parse(lock).name, JSON.parse(lock).version], [manifest.name, manifest.version]);
  assert.doesNotMatch(lock, /"resolved"|https?:\/\/[^"]*registry/);
});

test("package.json: the tools that judge packages find nothing", () => {
  const { archive } = published();
  for (const [tool, ...args] of [["publint", archive, "--strict"], ["attw", archive, "--config-path", path.join(root, ".attw.json")]]) {
    try {
      execFileSync(path.join(root, "node_modules/.bin", tool), args, { encoding: "utf8", cwd: root });
    } catch (error) {
      assert.fail(`${tool}: ${error.stdout}`);
    }
  }
});

test("files: none is executable, and every script names its map", () => {
  const { files } = published();
  const modes = files.filter((file) => (fs.statSync(path.join(root, file)).mode & 0o111) !== 0);
  assert.deepEqual(modes, []);
  for (const file of files.filter((name) => /^dist\/convergence(?!\.core|\.module).*\.c?js$/.test(name))) {
    const [, map] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(fs.readFileSync(path.join(root, file), "utf8")) ?? [];
    assert.ok(files.includes(`dist/${map}`), `${file} names ${map}`);
  }
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

/** Compiles an application, strictly and with the declarations of the package. */
function compiles(text) {
  const folder = fixture();
  fs.writeFileSync(path.join(folder, "app.ts"), text);
  const config = { compilerOptions: { strict: true, noEmit: true, skipLibCheck: false, module: "nodenext", target: "es2022", lib: ["es2022", "dom"], types: [], noUnusedLocals: false }, files: ["app.ts"] };
  fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  } catch (error) {
    assert.fail(`tsc: ${error.stdout}`);
  }
}
