// The sources as one module that Node can import, and a stand-in for the core.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { common, wasmExecPlugin } from "../build.mjs";
import { root } from "./page.mjs";

/** Imports a fresh copy of the sources: names to files below src/, or the module of one file. */
export async function source(files) {
  const lines = Object.entries(files).map(([name, file]) => `export * as ${name} from "./src/${file}";`);
  const result = await esbuild.build({
    ...common,
    stdin: { contents: lines.join("\n"), resolveDir: root, loader: "ts" },
    format: "esm",
    platform: "node",
    plugins: [wasmExecPlugin],
    write: false,
  });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "convergence-shim-"));
  try {
    const file = path.join(folder, "source.mjs");
    fs.writeFileSync(file, result.outputFiles[0].contents);
    return await import(pathToFileURL(file).href);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const INPUT = 1024;
const OUTPUT = 32768;

/**
 * A core made of JavaScript functions. `on.call(method, args)` answers calls
 * with a result, or throws `[class, code, message, details]`; other exports can
 * be given as `on.<name>`.
 */
export function fakeCore(src, on = {}) {
  const mem = new WebAssembly.Memory({ initial: 2 });
  const ints = new Int32Array(mem.buffer);
  ints.set([INPUT, OUTPUT - INPUT, OUTPUT, 0], 0);
  const { FrameWriter, readOne } = src.frames;
  const put = (wire) => {
    const writer = new FrameWriter();
    writer.write(wire);
    const bytes = writer.done();
    new Uint8Array(mem.buffer).set(bytes, OUTPUT);
    ints[3] = bytes.length;
    return bytes.length;
  };
  const zero = (n) => Object.defineProperty(() => 0, "length", { value: n });
  const exports = { mem, header: () => 0, turn: () => 0, proceed: on.proceed ?? (() => 0), version: () => 0 };
  const one = ["reserve", "timer_fired", "socket_opened", "socket_text", "socket_taken", "release", "release_model", "release_history", "release_reference", "release_activity", "element_length", "element_attached",
    "string_value", "number_value", "boolean_value", "date_value", "model_version", "model_time", "model_state"];
  const two = ["socket_message", "socket_room", "element_listen", "number_add", "number_set", "boolean_set", "date_set", "model_batch",
    "model_emit_local", "model_listen", "reference_listen", "history_listen", "undo"];
  for (const name of one) exports[name] = on[name] ?? zero(1);
  for (const name of two) exports[name] = on[name] ?? zero(2);
  exports.socket_closed = on.socket_closed ?? zero(3);
  exports.string_splice = on.string_splice ?? zero(4);
  exports.call = (method, bytes) => {
    const args = readOne(new Uint8Array(mem.buffer), INPUT, INPUT + bytes);
    try {
      const result = on.call?.(method, args);
      return result === undefined ? 0 : put(result);
    } catch (error) {
      if (!Array.isArray(error)) throw error;
      put(error);
      return -1;
    }
  };
  src.wasm.attach({ exports }, () => null);
  return {
    exports,
    mem,
    /** Delivers frames as the core does; they are dispatched in a microtask or by the next call. */
    deliver(...frames) {
      const writer = new FrameWriter();
      for (const frame of frames) writer.write(frame);
      const bytes = writer.done();
      new Uint8Array(mem.buffer).set(bytes, OUTPUT + 4096);
      src.wasm.takeFrames(OUTPUT + 4096, bytes.length);
    },
  };
}

/** The files that most tests with a fake core need. */
export const CORE = { wasm: "core/wasm.ts", frames: "core/frames.ts", dispatch: "core/dispatch.ts", api: "index.ts" };

/** Random numbers that a printed seed repeats. */
export function random(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
