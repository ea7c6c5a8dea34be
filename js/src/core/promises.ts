// Promises that the core settles later, by number.
import { errorOf } from "../errors.js";
import type { Calls, FrameOf } from "../generated/calls.js";
import type { Frame, Method } from "../generated/numbers.js";
import { args, deathCause, onDeath, send } from "./wasm.js";
import type { FrameWriter, Wire } from "./frames.js";

interface Waiting {
  resolve(value: Wire): void;
  reject(error: Error): void;
}

const pending = new Map<number, Waiting>();
let last = 0;

onDeath(() => {
  const error = deathCause() as Error;
  for (const one of pending.values()) one.reject(error);
  pending.clear();
});

/**
 * Calls a method that settles later. `write` gets the writer and the number of
 * the promise and writes `count` arguments. When the call itself throws, the
 * promise is rejected with that.
 *
 * `then` runs while the answer is dispatched, before later frames are.
 */
export function request<M extends Method, T>(
  method: M,
  count: number,
  write: (writer: FrameWriter, promise: number) => void,
  then: (result: Calls[M]["result"]) => T,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    last = (last % 0x7fffffff) + 1;
    const number = last;
    pending.set(number, {
      resolve: (value) => {
        try {
          resolve(then(value as Calls[M]["result"]));
        } catch (error) {
          reject(error as Error);
        }
      },
      reject,
    });
    try {
      write(args(count), number);
      send(method);
    } catch (error) {
      pending.delete(number);
      reject(error as Error);
    }
  });
}

/** What a method `[owner, promise, ...]` takes after these two. */
export type Further<M extends Method> = Calls[M]["args"] extends [owner: number, promise: number, ...more: infer R] ? R : never;

/** Calls a method `[owner, promise, ...]`, which settles later. */
export function requestOf<M extends Method, T>(
  owner: number,
  method: M,
  more: Further<M>,
  then: (result: Calls[M]["result"]) => T,
): Promise<T> {
  return request(
    method,
    2 + more.length,
    (writer, promise) => {
      writer.number(owner);
      writer.number(promise);
      for (const item of more as readonly Wire[]) writer.write(item);
    },
    then,
  );
}

/** Settles a promise. */
export function settlePromise(frame: FrameOf<Frame.Settle>): void {
  const number = frame[1];
  const one = pending.get(number);
  if (one === undefined) return;
  pending.delete(number);
  if (frame[2]) one.resolve(frame[3]);
  else one.reject(errorOf(frame[3]));
}
