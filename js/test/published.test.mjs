// What is published: its types, its package.json, its files.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { root } from "./page.mjs";
import { fixture, published } from "./published.mjs";

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
