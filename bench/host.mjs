// What the cases need of where they run: Node here, a page in browser/page.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../test/harness/server.mjs';

const modules = path.join(root, 'bench/node_modules');
const dist = path.join(root, 'js/dist');

// The WebAssembly of the libraries that have some, by the name of the library.
export const wasmFiles = {
  automerge: path.join(modules, '@automerge/automerge/dist/automerge.wasm'),
  loro: path.join(modules, 'loro-crdt/web/loro_wasm_bg.wasm'),
  ours: path.join(dist, 'convergence.wasm'),
};

const collect = () => { for (let i = 0; i < 4; i++) globalThis.gc(); };

// BENCH_CLOCK=thread counts the processor time of the main thread instead of the
// wall's, fine to about 4 ms: for a machine that others use too. Latencies of
// single edits are the wall's always.
const threadTime = () => Number(fs.readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;

export const host = {
  now: process.env.BENCH_CLOCK === 'thread' ? threadTime : () => performance.now(),
  fineNow: () => performance.now(), // for what takes less than the thread's clock is fine to
  threadTime,
  collect,
  // Resident memory after collection, and of it JavaScript's and that of WebAssembly.
  memory() {
    collect();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heap: heapUsed + external };
  },
  wasm: (library) => fs.readFileSync(wasmFiles[library]),
  // The built package, as a program gets it.
  async ours() {
    const { Convergence } = await import(pathToFileURL(path.join(dist, 'convergence.esm.js')));
    Convergence.configure({ wasm: host.wasm('ours') });
    return Convergence;
  },
};
