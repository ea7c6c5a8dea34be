// What Go calls. An exception within one of these would unwind Go's stack, and
// the core would be dead for the whole page: none gets there.
import { refused } from "../environment.js";
import { wantProceed } from "./entering.js";
import type { Imports } from "../generated/functions.js";
import type { Go } from "./go.js";
import { guard } from "./guard.js";
import { bufferedBySocket, closeSocket, openSocket, sendSocket } from "./sockets.js";
import { clearTimer, setTimer } from "./timers.js";
import { takeFrames, u8 } from "./wasm.js";
import { readText } from "./wtf8.js";

const text = (address: number, length: number) => readText(u8(), address, length);

/** How the core learns which clients of other tabs are alive. */
export interface Locks {
  hold(instance: string): void;
  release(instance: string): void;
  watch(): void;
  query(query: number): void;
}

/** The imports of the bridge, see docs/bridge.md. */
export const bridge = (schedule: () => number, locks: Locks): Imports => ({
  deliver: takeFrames,
  schedule,
  proceed: wantProceed,
  timer_set: setTimer,
  timer_clear: clearTimer,
  socket_open: (socket, domain, address, length) => openSocket(socket, domain, text(address, length)),
  socket_send: sendSocket,
  socket_buffered: bufferedBySocket,
  socket_close: (socket, code, address, length) => closeSocket(socket, code, text(address, length)),
  lock_hold: (address, length) => locks.hold(text(address, length)),
  lock_release: (address, length) => locks.release(text(address, length)),
  lock_watch: locks.watch,
  lock_query: locks.query,
});

/**
 * Where the imports of Go's own support code leave their result: its place
 * above the stack pointer, and its size. Zeros mean undefined, nothing, false.
 */
const RESULTS: Record<string, readonly [place: number, size: number]> = {
  "runtime.nanotime1": [8, 8],
  "runtime.walltime": [8, 12],
  "runtime.scheduleTimeoutEvent": [16, 4],
  "syscall/js.stringVal": [24, 8],
  "syscall/js.valueGet": [32, 8],
  "syscall/js.valueIndex": [24, 8],
  "syscall/js.valueCall": [56, 9],
  "syscall/js.valueInvoke": [40, 9],
  "syscall/js.valueNew": [40, 9],
  "syscall/js.valueLength": [16, 8],
  "syscall/js.valuePrepareString": [16, 16],
  "syscall/js.valueInstanceOf": [24, 1],
  "syscall/js.copyBytesToGo": [40, 9],
  "syscall/js.copyBytesToJS": [40, 9],
};

/** All imports of a program, such that none throws: one that fails says so once and has done nothing. */
export function shielded(go: Go, own: Imports): WebAssembly.Imports {
  const harmless = (name: string) => {
    const place = RESULTS[name];
    if (place !== undefined && go._inst !== undefined) {
      const { mem, getsp } = go._inst.exports as { mem: WebAssembly.Memory; getsp: () => number };
      new Uint8Array(mem.buffer, (getsp() >>> 0) + place[0], place[1]).fill(0);
    }
    return 0;
  };
  const all: WebAssembly.Imports = {};
  for (const [module, functions] of Object.entries({ ...go.importObject, convergence: own })) {
    const safe: WebAssembly.ModuleImports = {};
    for (const [name, raw] of Object.entries(functions)) {
      safe[name] = guard(raw, (error) => {
        refused(name, error);
        return harmless(name);
      });
    }
    all[module] = safe;
  }
  return all;
}
