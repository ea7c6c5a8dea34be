// Builds every package beside this file into its dist/: the script by esbuild, as
// the client is, the types by tsc. Fails when a script is above its budget.
//   node build.mjs [--no-types]
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import esbuild from "esbuild";

export const here = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(here, ...parts);

/** The packages, with the bytes that the script of each may have after brotli, without what it is a binding of. */
export const BUDGETS = { codemirror: 8000, devtools: 8000, inputs: 8000, monaco: 8000, prosemirror: 8000, react: 4000, svelte: 4000, vue: 4000 };
export const PACKAGES = Object.keys(BUDGETS);

export const manifest = (name) => JSON.parse(fs.readFileSync(at(name, "package.json"), "utf8"));
const entry = (name) => ["index.ts", "index.tsx"].map((file) => at(name, "src", file)).find((file) => fs.existsSync(file));

/** The options by which a package is built. What it needs of others is theirs to install. */
function options(name) {
  const { version, peerDependencies } = manifest(name);
  return {
    entryPoints: [entry(name)],
    absWorkingDir: here,
    bundle: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    jsx: "automatic",
    external: Object.keys(peerDependencies),
    // Frameworks that render components on a server ask that those for the browser say so first.
    banner: { js: `${"react" in peerDependencies ? '"use client";\n' : ""}/*! ${manifest(name).name} ${version}, Apache-2.0 */` },
    logLevel: "warning",
  };
}

/** Bytes of the script after brotli, as an application that minifies what it bundles has them. */
export async function size(name) {
  const { outputFiles } = await esbuild.build({ ...options(name), minify: true, write: false });
  return zlib.brotliCompressSync(outputFiles[0].contents, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

/** The declarations, with those of the sources that packages have in common beside them. */
function writeTypes(name) {
  const target = at(name, "dist/types");
  fs.rmSync(target, { recursive: true, force: true });
  const config = at(name, "dist/tsconfig.json");
  fs.writeFileSync(config, JSON.stringify({ extends: "../../tsconfig.json", compilerOptions: { emitDeclarationOnly: true, rootDir: "../..", outDir: "types" }, include: [], files: [entry(name)] }));
  execFileSync(process.execPath, [at("node_modules/typescript/bin/tsc"), "-p", config], { stdio: "inherit" });
  fs.rmSync(config);
}

async function main() {
  let isOver = false;
  for (const name of PACKAGES) {
    await esbuild.build({ ...options(name), sourcemap: true, outfile: at(name, "dist/index.js") });
    if (!process.argv.includes("--no-types")) writeTypes(name);
    const bytes = await size(name);
    console.log(`figure size.binding.${name}.brotli ${bytes} bytes`);
    if (bytes > BUDGETS[name]) {
      isOver = true;
      console.error(`${name} after brotli: ${bytes} bytes is above the budget of ${BUDGETS[name]} bytes`);
    }
  }
  if (isOver) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
