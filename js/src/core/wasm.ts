// The running core: its exports, its memory and the buffers in it. Every call
// into Go goes through this file.
import { ConvergenceError, errorOf } from "../errors.js";
import { caused, drain, queueFrames } from "./dispatch.js";
import type { Calls } from "../generated/calls.js";
import type { Method } from "../generated/numbers.js";
import { EXPORTS, type Exports } from "../generated/functions.js";
import { guard, type Crossing } from "./guard.js";
import { FrameWriter, readAll, readOne, type Wire } from "./frames.js";
import { readText, readUnits, writeText } from "./wtf8.js";

/** The exports of the running core. While there is none, every one of them throws. */
export let ex: Exports = refusing(() => new ConvergenceError("The core of Convergence is not started yet", "internal"));

let memory: WebAssembly.Memory;
let bytes = new Uint8Array(0);
let words = new Uint16Array(0);
let ints = new Int32Array(0);
/** Index of `header()` in `ints`. */
let head = 0;

let started = false;
let cause: ConvergenceError | null = null;
const deathCallbacks: (() => void)[] = [];

function refusing(error: () => Error): Exports {
  const refuse = () => {
    throw error();
  };
  return new Proxy({} as Exports, { get: () => refuse });
}

/** Whether the core runs. */
export function isRunning(): boolean {
  return started && cause === null;
}

/** Why the core died, or null. A dead core does not come back. */
export function deathCause(): ConvergenceError | null {
  return cause;
}

/** Calls back when the core dies, to settle what waits for it. */
export function onDeath(callback: () => void): void {
  deathCallbacks.push(callback);
}

/** Takes an instance into use, unless `refuse`, which may call it already, gives a reason. */
export function attach(instance: WebAssembly.Instance, refuse: () => string | null): void {
  memory = instance.exports["mem"] as WebAssembly.Memory;
  const safe: Partial<Record<keyof Exports, unknown>> = {};
  for (const name of EXPORTS) {
    const raw = instance.exports[name];
    if (typeof raw !== "function") throw new ConvergenceError(`convergence.wasm has no export ${name}`, "internal");
    // A trap leaves Go's stack in the middle of something: the core is dead then.
    safe[name] = guard(raw as Crossing, (error) => {
      throw die(error);
    });
  }
  const before = ex;
  ex = safe as unknown as Exports;
  head = ex.header() >> 2;
  refresh();
  const reason = refuse();
  if (reason !== null) {
    ex = before;
    throw new ConvergenceError(reason, "internal");
  }
  started = true;
}

/** Marks the core as dead, settles what waits and returns the error to throw. */
export function die(error: unknown): ConvergenceError {
  if (cause === null) {
    const why = error instanceof Error ? error.message : String(error);
    const dead = new ConvergenceError(`The core of Convergence has stopped and does not work any more: ${why}`, "internal");
    dead.cause = error;
    cause = dead;
    ex = refusing(() => new ConvergenceError(dead.message, "internal"));
    for (const callback of deathCallbacks) callback();
  }
  return cause;
}

function refresh(): void {
  const buffer = memory.buffer;
  bytes = new Uint8Array(buffer);
  words = new Uint16Array(buffer);
  ints = new Int32Array(buffer);
}

/** Memory as bytes. The view is empty after Go has enlarged its memory, and is made anew then. */
export function u8(): Uint8Array {
  if (bytes.length === 0) refresh();
  return bytes;
}

/** Bytes of linear memory. */
export function memorySize(): number {
  return memory.buffer.byteLength;
}

/** The eight numbers of the header. */
export function headerInts(): number[] {
  u8();
  return Array.from(ints.subarray(head, head + 8));
}

/** Address of the input buffer, with room for so many bytes. */
function input(size: number): number {
  if (bytes.length === 0) refresh();
  if ((ints[head + 1] as number) < size) {
    if (ex.reserve(size) < 0) throw failed();
    if (bytes.length === 0) refresh();
  }
  return ints[head] as number;
}

/** Puts bytes into the input buffer. */
export function putBytes(data: Uint8Array): void {
  const at = input(data.length);
  bytes.set(data, at);
}

/** Makes room in the core for a large message of a socket, and returns its address. */
export function roomFor(socket: number, size: number): number {
  if (ex.socket_room(socket, size) < 0) throw failed();
  if (bytes.length === 0) refresh();
  return ints[head + 2] as number;
}

/** Puts text as WTF-8 into the input buffer and returns its length in bytes. */
export function putText(text: string): number {
  const at = input(text.length * 3);
  return writeText(text, bytes, at);
}

/** Puts the UTF-16 units of text into the input buffer and returns how many they are. */
export function putUnits(text: string): number {
  const n = text.length;
  const at = input(n * 2) >> 1;
  for (let i = 0; i < n; i++) words[at + i] = text.charCodeAt(i);
  return n;
}

/** The last output as text of so many UTF-16 units. */
export function outputUnits(units: number): string {
  if (units === 0) return "";
  if (bytes.length === 0) refresh();
  const at = ints[head + 2] as number;
  // ASCII comes as bytes, one per unit.
  return ints[head + 3] === units ? readText(bytes, at, units) : readUnits(bytes, words, at, units);
}

/** The last output as WTF-8. */
export function outputText(): string {
  if (bytes.length === 0) refresh();
  return readText(bytes, ints[head + 2] as number, ints[head + 3] as number);
}

function outputSize(): number {
  if (bytes.length === 0) refresh();
  return ints[head + 3] as number;
}

function output(): Wire {
  if (bytes.length === 0) refresh();
  const from = ints[head + 2] as number;
  return readOne(bytes, from, from + (ints[head + 3] as number));
}

/** Decodes frames that the core hands over; they are dispatched when Go is off the stack. */
export function takeFrames(address: number, length: number): void {
  queueFrames(readAll(u8(), address, address + length));
}

/**
 * What every export with a status ends with: throws the core's error, delivers
 * the events that the call caused, and returns the status.
 */
export function settle(status: number): number {
  if (status < 0) throw failed();
  if (caused()) drain();
  return status;
}

/** What every export with a number of its own ends with: throws the core's error, which NaN stands for. */
export function settleNumber(result: number): number {
  if (Number.isNaN(result)) throw failed();
  return result;
}

/** The error that the core has just put into the output. */
export function failed(): Error {
  const error = errorOf(output());
  if (caused()) drain();
  return error;
}

const writer = new FrameWriter();

/** Starts the arguments of a call: an array of so many items must be written. */
export function args(count: number): FrameWriter {
  writer.reset().array(count);
  return writer;
}

/** Calls a method with the arguments written since `args`. */
export function send<M extends Method>(method: M): Calls[M]["result"] {
  const length = writer.size;
  const at = input(length);
  writer.copyTo(bytes, at);
  const size = ex.call(method, length);
  if (size < 0) throw failed();
  // A positive status may also mean no result, but events.
  const result = size === 0 || outputSize() === 0 ? undefined : output();
  if (caused()) drain();
  return result as Calls[M]["result"];
}

/** Calls a method. */
export function call<M extends Method>(method: M, ...list: Calls[M]["args"]): Calls[M]["result"] {
  args(list.length);
  for (const item of list) writer.write(item);
  return send(method);
}
