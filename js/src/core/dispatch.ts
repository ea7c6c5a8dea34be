// Everything that the core or the shim has to emit goes through one
// queue, so that every listener sees all events in the order in which they
// happened, also when listeners call back into the API. A call that causes
// events first delivers what was waiting, then its own, and only then returns;
// a call that causes none delivers nothing.
import { ambient, microtask } from "../environment.js";
import type { AnyFrame } from "../generated/calls.js";
import type { Wire } from "./frames.js";

/** One listener of one emitter. `active` is false once it was removed. */
export interface Listener {
  active: boolean;
  deliver(event: unknown): void;
}

/** Told about a listener that threw. */
export type ThrowHandler = (error: unknown, event: unknown, source: object) => void;

const frames: Wire[] = [];
let nextFrame = 0;
// Three entries per delivery: the listener, the event, the emitter.
const deliveries: unknown[] = [];
let nextDelivery = 0;

let handleFrame: (frame: AnyFrame) => void = () => {};
let handleThrow: ThrowHandler = () => {};
let later = false;
/** Whether frames have come since the last drain began. */
let fresh = false;
/** How many drains are on the stack. */
let depth = 0;
// While a frame is handled nobody else may handle the next one, and no code of
// the application runs: what it causes waits for the loop below.
let handling = false;

/** Sets who handles the frames of the core. */
export function onFrame(handler: (frame: AnyFrame) => void): void {
  handleFrame = handler;
}

/** Sets who hears of listeners that throw, besides the browser. */
export function onThrow(handler: ThrowHandler): void {
  handleThrow = handler;
}

/** Queues frames of the core; they are handled by `drain`, at the latest in a microtask. */
export function queueFrames(more: readonly Wire[]): void {
  for (const frame of more) frames.push(frame);
  fresh = true;
  drainLater();
}

/** Queues an event for one listener. */
export function queueDelivery(listener: Listener, event: unknown, source: object): void {
  deliveries.push(listener, event, source);
}

/** Whether the call that has just ended has caused events. */
export function caused(): boolean {
  return fresh;
}

/** Delivers everything that waits, unless that is being done already. */
export function flush(): void {
  if (depth === 0) drain();
}

/** Delivers everything that waits. May be called from within a delivery. */
export function drain(): void {
  if (handling) return;
  fresh = false;
  depth++;
  try {
    while (step());
  } finally {
    depth--;
    fresh = false;
  }
}

/** Makes one delivery or handles one frame. Never throws. False: nothing was left. */
function step(): boolean {
  if (nextDelivery < deliveries.length) {
    const listener = deliveries[nextDelivery] as Listener;
    const event = deliveries[nextDelivery + 1];
    const source = deliveries[nextDelivery + 2] as object;
    nextDelivery += 3;
    if (!listener.active) return true;
    try {
      listener.deliver(event);
    } catch (error) {
      report(error);
      handleThrow(error, event, source);
    }
    return true;
  }
  if (nextDelivery > 0) {
    deliveries.length = 0;
    nextDelivery = 0;
  }
  if (nextFrame < frames.length) {
    const frame = frames[nextFrame++];
    handling = true;
    try {
      handleFrame(frame as AnyFrame);
    } catch (error) {
      report(error);
    } finally {
      handling = false;
    }
    return true;
  }
  if (nextFrame > 0) {
    frames.length = 0;
    nextFrame = 0;
  }
  return false;
}

function drainLater(): void {
  if (later) return;
  later = true;
  microtask(() => {
    later = false;
    drain();
  });
}

/** Hands an error to the page as if nobody had caught it. */
export function report(error: unknown): void {
  const page = ambient<(error: unknown) => void>("reportError") ?? ((error) => console.error(error));
  page(error);
}
