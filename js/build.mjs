// Builds the shim into dist/, beside convergence.wasm, which `make wasm` makes.
//   node build.mjs [--no-types]
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

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
 * the object that it takes for `globalThis`. The text itself is not changed:
 * it sets all it needs as properties of globalThis, and uses only one of these
 * by its bare name, `fs`, and two others that a page may not have.
 */
function wasmExec() {
  const root = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  const text = fs.readFileSync(path.join(root, "lib", "wasm", "wasm_exec.js"), "utf8");
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

export const common = {
  bundle: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  define: { __VERSION__: JSON.stringify(version()) },
  logLevel: "warning",
};
const banner = { js: `/*! Convergence ${version()}, Apache-2.0. Contains wasm_exec.js, (c) The Go Authors, BSD-3-Clause. */` };

async function main() {
  fs.mkdirSync(at("dist"), { recursive: true });
  const esm = { entryPoints: [at("src/entry-esm.ts")], format: "esm", external: ["rxjs"], plugins: [wasmExecPlugin] };
  const global = { entryPoints: [at("src/entry-global.ts")], format: "iife", plugins: [wasmExecPlugin, rxjsOfPage] };
  const outputs = [
    [esm, "convergence.esm.js", false],
    [esm, "convergence.esm.min.js", true],
    [global, "convergence.global.js", false],
    [global, "convergence.global.min.js", true],
  ];
  await Promise.all(
    outputs.map(([options, file, minify]) =>
      esbuild.build({ ...common, ...options, banner, minify, outfile: at("dist", file) }),
    ),
  );
  if (process.argv.includes("--no-types")) return;
  // Beside, then swapped: who reads the types meanwhile always finds some.
  const fresh = at(`dist/types.${process.pid}`);
  const tsc = at("node_modules/typescript/bin/tsc");
  const project = ["-p", at("tsconfig.json"), "--emitDeclarationOnly", "--outDir", fresh];
  execFileSync(process.execPath, [tsc, ...project], { stdio: "inherit" });
  fs.rmSync(at("dist/types"), { recursive: true, force: true });
  fs.renameSync(fresh, at("dist/types"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
