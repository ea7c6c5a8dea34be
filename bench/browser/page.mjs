// What runs in a page: the same cases and adapters as in Node.
import automerge from '../adapters/automerge.mjs';
import jsonJoy from '../adapters/json-joy.mjs';
import loro from '../adapters/loro.mjs';
import oursTurn from '../adapters/ours-turn.mjs';
import ours from '../adapters/ours.mjs';
import yjs from '../adapters/yjs.mjs';
import { json } from '../cases/json.mjs';
import { latency } from '../cases/latency.mjs';
import { wire } from '../cases/text.mjs';

const adapters = { ours, 'ours-turn': oursTurn, yjs, 'json-joy': jsonJoy, loro, automerge };
const cases = { wire, json, latency };

const host = {
  now: () => performance.now(),
  collect: () => globalThis.gc?.(),
  wasm: async (library) => new Uint8Array(await (await fetch(`/${library}.wasm`)).arrayBuffer()),
  ours: async () => globalThis.Convergence.Convergence,
};

async function readTrace(address) {
  const { numbers, ...trace } = await (await fetch(address)).json();
  return { ...trace, numbers: Int32Array.from(numbers) };
}

// Runs a case and resolves with its results.
export async function run(library, name, { trace, ...options }) {
  const values = {};
  const adapter = adapters[library];
  await adapter.init(host);
  await cases[name]({ adapter, host, trace: trace && await readTrace(trace), emit: (some) => Object.assign(values, some), ...options });
  return values;
}
