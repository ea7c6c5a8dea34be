// Builds the shim into dist/, beside convergence.wasm, which `make wasm` makes. What
// each file is for: README.md.
//   node build.mjs [--no-types]
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import { coreScript } from "./build/core-script.mjs";
import { writeTypes } from "./build/types.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(here, ...parts);

/** version.txt of the repository is the only source of the version. */
export function version() {
  const file = at("..", "version.txt");
  if (fs.existsSync(file)) return fs.readFileSync(file, "utf8").trim();
  return JSON.parse(fs.readFileSync(at("package.json"), "utf8")).version;
}

/**
 * wasm_exec.js of the tool chain that also compiles the core, as a function of
 * the object that it takes for `globalThis`. The text itself is not changed, but
 * for imports of Go's own tests, file operations and the like that only fail, as the core has no
 * files, a bound of arguments, of which it has none, and questions for what the shim gives it: these
 * are left out if they are found. It sets all it needs as properties
 * of globalThis, and uses only one of these by its bare name, `fs`, and two others
 * that a page may not have.
 */
function wasmExec() {
  const root = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  const text = fs.readFileSync(path.join(root, "lib", "wasm", "wasm_exec.js"), "utf8")
    .replace(/const testCallExport = [^]*?\n\t\t\t}\n/, "")
    .replace(/_gotest: {[^]*?},\n/, "")
    .replace(/const wasmMinDataAddr = [^]*?\n\t\t\t}\n/, "")
    .replace(/^\t+\w+\([\w, ]*callback\) { callback\(enosys\(\)\); },\n/gm, "")
    .replace(/^\tif \(!globalThis\.(crypto|performance|Text\w+)\) {\n.*\n\t}\n/gm, "")
    .replace(/^\t+\w+\(\) { (throw enosys\(\)|return -1); },\n/gm, "");
  return `export function makeGo(globalThis) {
  const fs = { writeSync: (fd, bytes) => globalThis.fs.writeSync(fd, bytes) };
  const { crypto, performance } = globalThis;
  ${text}
  return globalThis.Go;
}`;
}

export const wasmExecPlugin = {
  name: "wasm_exec",
  setup(build) {
    build.onResolve({ filter: /^convergence:wasm_exec$/ }, () => ({ path: "wasm_exec", namespace: "go" }));
    build.onLoad({ filter: /.*/, namespace: "go" }, () => ({ contents: wasmExec(), loader: "js" }));
  },
};

/** In a page that has RxJS as a global, observables are of that copy's class. */
const rxjsOfPage = {
  name: "rxjs-of-page",
  setup(build) {
    build.onResolve({ filter: /^rxjs$/ }, (args) =>
      args.namespace === "page" ? undefined : { path: "rxjs", namespace: "page", pluginData: args.resolveDir },
    );
    build.onLoad({ filter: /.*/, namespace: "page" }, () => ({
      contents: `import { Observable as Own } from "rxjs";
const page = globalThis.rxjs ?? globalThis.Rx;
export const Observable = typeof page?.Observable === "function" ? page.Observable : Own;`,
      resolveDir: here,
      loader: "js",
    }));
  },
};

/** The script that has the core as text is a file of its own in every build. */
const CORE = "convergence.core.js";
export const corePlugin = {
  name: "core",
  setup(build) {
    build.onResolve({ filter: /^convergence:core$/ }, () => ({ path: `./${CORE}`, external: true, sideEffects: true }));
  },
};

/**
 * What few applications need is a file of its own: a module beside a module, a script beside a script. It is part of the
 * module with the core within, which fetches nothing.
 */
const HISTORY = "convergence.history";
const historyPlugin = (resolved) => ({
  name: "history",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/history\.js$/ }, () => resolved);
  },
});
export const besideModule = historyPlugin({ path: `./${HISTORY}.js`, external: true, sideEffects: false });
const besideCommonJS = historyPlugin({ path: `./${HISTORY}.cjs`, external: true });
const besideScript = historyPlugin({ path: at("src/history-script.ts") });

export const common = {
  bundle: true,
  // File names in comments do not depend on where it was started.
  absWorkingDir: here,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  define: { __VERSION__: JSON.stringify(version()) },
  logLevel: "warning",
};

const banner = `/*! Convergence ${version()}, Apache-2.0. Contains wasm_exec.js, (c) The Go Authors, BSD-3-Clause. */`;
const withRxJS = banner.replace("Contains", "Contains RxJS, (c) Google and contributors, Apache-2.0, and");

/**
 * Shorter names of what is private, for files in which all is ours but for the script that Go's programs
 * run with: its names, which the core uses too, stay, and files with RxJS in them keep all. They still begin with
 * an underscore: a class of a user that extends one of ours, or a page that puts something on an object of ours, would have any other name
 * by chance. What occurs most has the shortest; the same name is the same in all files.
 */
function shortNames() {
  const ofGo = new Set(wasmExec().match(/\b_\w+/g));
  const counts = {};
  for (const file of fs.readdirSync(at("src"), { recursive: true }).filter((name) => name.endsWith(".ts")).sort()) {
    for (const [name] of fs.readFileSync(at("src", file), "utf8").matchAll(/\b_[a-z]\w*/gi)) if (!ofGo.has(name)) counts[name] = (counts[name] ?? 0) + 1;
  }
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$";
  const short = (i) => (i < letters.length ? letters[i] : short(Math.floor(i / letters.length) - 1) + letters[i % letters.length]);
  const names = Object.keys(counts).sort((a, b) => counts[b] - counts[a]);
  return { mangleProps: new RegExp(`^(${names.join("|")})$`), mangleCache: Object.fromEntries(names.map((name, i) => [name, `_${short(i)}`])) };
}

/** Every file that is built, by name, with the options of its kind. */
function outputs() {
  const entry = (name) => ({ entryPoints: [at(`src/entry-${name}.ts`)] });
  const shared = { external: ["rxjs"], plugins: [wasmExecPlugin, corePlugin], banner: { js: banner } };
  const alone = { plugins: [wasmExecPlugin, corePlugin, rxjsOfPage, besideScript], banner: { js: withRxJS } };
  const inline = { ...shared, ...entry("inline"), format: "esm" };
  const esm = { ...shared, ...entry("esm"), format: "esm", plugins: [...shared.plugins, besideModule] };
  const plugins = [...shared.plugins, besideCommonJS];
  const commonJS = { ...shared, ...entry("cjs"), format: "cjs", platform: "node", plugins, supported: { "dynamic-import": false } };
  const amd = {
    ...alone,
    ...entry("amd"),
    format: "iife",
    globalName: "convergence",
    banner: { js: `${withRxJS}\ndefine(function () {` },
    footer: { js: "return convergence; });" },
  };
  const shortened = shortNames();
  return [
    ["convergence.esm", esm],
    ["convergence.standalone", { ...esm, external: [], banner: { js: withRxJS } }],
    ["convergence.inline", inline],
    ["convergence.global", { ...alone, ...entry("global"), format: "iife" }],
    ["convergence.amd", amd],
    ["convergence", commonJS],
  ].flatMap(([name, options]) => [
    [`${name}.js`, options],
    [`${name}.min.js`, { ...options, minify: true, ...(options.external?.includes("rxjs") && shortened) }],
  ]);
}

/** What src/module.js names for bundlers: as convergence.esm.js, but what needs no core is a file of its own. */
function module() {
  return esbuild.build({
    ...common,
    entryPoints: { "convergence.full": at("src/entry-esm.ts"), "convergence.light": at("src/light.ts") },
    format: "esm",
    external: ["rxjs"],
    plugins: [wasmExecPlugin, corePlugin, besideModule],
    banner: { js: banner },
    splitting: true,
    chunkNames: "convergence.shared",
    sourcemap: true,
    outdir: at("dist"),
  });
}

/** What src/history.ts exports. It imports nothing of the client at run time, so one file is for every build. */
function history(file, entry, format) {
  return esbuild.build({ ...common, entryPoints: [at("src", entry)], format, platform: format === "cjs" ? "node" : "browser", minify: true, sourcemap: true, banner: { js: `/*! Convergence ${version()}, Apache-2.0. */` }, outfile: at("dist", file) });
}

async function main() {
  fs.mkdirSync(at("dist"), { recursive: true });
  await Promise.all([
    ...outputs().map(([file, options]) => esbuild.build({ ...common, ...options, sourcemap: true, outfile: at("dist", file) })),
    module(),
    history(`${HISTORY}.js`, "history.ts", "esm"),
    history(`${HISTORY}.cjs`, "history.ts", "cjs"),
    history(`${HISTORY}.script.js`, "entry-history.ts", "iife"),
    esbuild.build({ ...common, entryPoints: [at("src/entry-testing.ts")], format: "iife", plugins: [wasmExecPlugin, corePlugin, rxjsOfPage, besideScript], outfile: at("dist/convergence.testing.js") }),
  ]);
  // Node takes a file of a package of modules for CommonJS by this ending only.
  fs.copyFileSync(at("dist/convergence.js"), at("dist/convergence.cjs"));
  fs.copyFileSync(at("src/module.js"), at("dist/convergence.module.js"));
  fs.copyFileSync(at("src/into-global.js"), at("dist/global.js"));
  fs.copyFileSync(at("src/into-global.cjs"), at("dist/global.cjs"));
  const wasm = at("dist/convergence.wasm");
  fs.chmodSync(wasm, 0o644);
  fs.writeFileSync(at("dist", CORE), coreScript(fs.readFileSync(wasm), version()));
  if (!process.argv.includes("--no-types")) writeTypes(here);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
