// Promises that the core settles later, by number.
import { errorOf } from "../errors.js";
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
export function request<T>(
  method: number,
  count: number,
  write: (writer: FrameWriter, promise: number) => void,
  then: (result: Wire) => T,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    last = (last % 0x7fffffff) + 1;
    const number = last;
    pending.set(number, {
      resolve: (value) => {
        try {
          resolve(then(value));
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

/** Settles the promise of a frame `[1, promise, ok, result or error]`. */
export function settlePromise(frame: readonly Wire[]): void {
  const number = frame[1] as number;
  const one = pending.get(number);
  if (one === undefined) return;
  pending.delete(number);
  if (frame[2] === true) one.resolve(frame[3]);
  else one.reject(errorOf(frame[3]));
}
