// The direction of the imports in src/. What is needed at run time points down
// and never in a circle: a part can then be read, and loaded by a test, with
// nothing but what is below it. Types may be imported from anywhere.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import esbuild from "esbuild";
import { besideModule, common, corePlugin, wasmExecPlugin } from "../build.mjs";
import { root } from "./page.mjs";

/**
 * Files of src/ and folders with all that is in them, from the bottom to the
 * top. Each may import what stands in the lines above its own; what shares a
 * line knows nothing of each other.
 */
const ORDER = [
  ["generated", "errors.ts", "names.ts", "cancellation.ts", "paged-data.ts", "records.ts"],
  ["arguments.ts", "error-event.ts"],
  ["logging.ts", "keyed-values.ts"],
  ["environment.ts"],
  ["core"],
  ["replay.ts", "requests.ts"],
  ["emitter.ts"],
  ["identity"],
  ["roles", "offline"],
  ["options.ts"],
  ["model", "presence", "activity", "chat"],
  ["domain"],
  ["convergence.ts"],
  ["past"],
  ["index.ts", "testing.ts", "light.ts", "history.ts", "history-script.ts"],
  ["entry-amd.ts", "entry-cjs.ts", "entry-esm.ts", "entry-inline.ts", "entry-history.ts"],
  ["entry-global.ts"],
  ["entry-testing.ts"],
];

const part = (file) => file.split("/")[0];
const line = (file) => ORDER.findIndex((names) => names.includes(part(file)));

/** Each file of src/ with those that it imports at run time. The compiler knows which these are. */
async function imports() {
  const files = fs.readdirSync(path.join(root, "src"), { recursive: true }).filter((file) => /(?<!\.d)\.ts$/.test(file));
  const { metafile } = await esbuild.build({
    ...common,
    absWorkingDir: root,
    entryPoints: files.map((file) => `src/${file}`),
    outdir: "nowhere",
    format: "esm",
    external: ["node:fs"],
    plugins: [wasmExecPlugin, corePlugin, besideModule],
    write: false,
    metafile: true,
  });
  const below = (name) => /^src\/.*\.ts$/.test(name);
  const short = (name) => name.slice("src/".length);
  const inputs = Object.entries(metafile.inputs).filter(([name]) => below(name));
  return new Map(inputs.map(([name, input]) => [short(name), input.imports.map((to) => to.path).filter(below).map(short)]));
}

/** The imports that do not point down, as in "core/go.ts -> model/model.ts". */
function upward(graph) {
  return [...graph].flatMap(([file, list]) => {
    return list.filter((to) => part(to) !== part(file) && line(to) >= line(file)).map((to) => `${file} -> ${to}`);
  });
}

/** One chain of imports that comes back to where it began, or null. */
function circle(graph) {
  const done = new Set();
  const chain = [];
  const visit = (file) => {
    if (chain.includes(file)) return [...chain.slice(chain.indexOf(file)), file].join(" -> ");
    if (done.has(file)) return null;
    chain.push(file);
    for (const to of graph.get(file) ?? []) {
      const found = visit(to);
      if (found !== null) return found;
    }
    chain.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const found = visit(file);
    if (found !== null) return found;
  }
  return null;
}

const graph = await imports();

test("imports: every file has its place in the order, and every place a file", () => {
  const parts = new Set([...graph.keys()].map(part));
  assert.deepEqual([...parts].sort(), ORDER.flat().sort());
});

test("imports: none points up", () => {
  assert.deepEqual(upward(graph), []);
});

test("imports: none goes in a circle", () => {
  assert.equal(circle(graph), null);
});

test("imports: what is wrong is found", () => {
  const wrong = new Map([
    ["core/a.ts", ["errors.ts", "core/b.ts"]],
    ["core/b.ts", ["chat/c.ts"]],
    ["chat/c.ts", ["model/d.ts", "core/a.ts"]],
    ["model/d.ts", []],
  ]);
  assert.deepEqual(upward(wrong), ["core/b.ts -> chat/c.ts", "chat/c.ts -> model/d.ts"]);
  assert.equal(circle(wrong), "core/a.ts -> core/b.ts -> chat/c.ts -> core/a.ts");
});
