// What comes into the core from outside, by a socket or a timer, and what follows
// from that. The core handles it step by step: an operation is one step, and the
// next one is made when every listener has heard of the one before, with Go off
// the stack. So a listener finds the model as the operation that it hears of has
// left it.
import { ambient, clock, made } from "../environment.js";
import { report } from "./dispatch.js";
import { ex, isRunning, putBytes, settle } from "./wasm.js";

/** For so many milliseconds at a stretch steps are made; then the page has its turn. */
const STRETCH = 10;
/** Looking at the clock costs as much as a step may: while they are short it is done once in so many. */
const STEPS_PER_LOOK = 8;

/** The core has something left that waits until what it emitted was heard. */
let wanted = false;
/** How many calls from outside are on the stack. */
let depth = 0;
let asked = false;

/** Import `proceed`. Go is on the stack. */
export function wantProceed(): void {
  wanted = true;
  if (depth === 0) later();
}

/**
 * Calls an export because of something that came from outside, of a socket or timer and with the bytes that it
 * brought, then lets the core go on with what follows.
 */
export function enter(what: (id: number, length: number) => number, id: number, bytes?: Uint8Array): void {
  if (!isRunning()) return;
  depth++;
  try {
    if (bytes !== undefined) putBytes(bytes);
    settle(what(id, bytes?.length ?? 0));
  } catch (error) {
    report(error);
  }
  // A socket of the application may report within a listener: the call around it goes on.
  if (depth === 1) proceed();
  depth--;
}

function proceed(): void {
  if (!wanted) return; // as nearly always: the clock is not looked at
  const end = clock.now() + STRETCH;
  let look = 2;
  for (let n = 1; wanted && isRunning(); n++) {
    if (n === look) {
      if (clock.now() > end) {
        later();
        return;
      }
      look += Math.min(n, STEPS_PER_LOOK);
    }
    wanted = false;
    try {
      settle(ex.proceed());
    } catch (error) {
      report(error);
    }
  }
}

function later(): void {
  if (asked) return;
  asked = true;
  nextTask(() => {
    asked = false;
    depth++;
    proceed();
    depth--;
  });
}

// A timer would be late: hidden pages have one a second, or a minute.
export const nextTask = (task: () => void): undefined => {
  const setImmediate = ambient<(task: () => void) => unknown>("setImmediate");
  if (setImmediate !== undefined) {
    setImmediate(task);
    return;
  }
  const channel = made<MessageChannel>("MessageChannel");
  if (channel === undefined) {
    setTimeout(task, 0);
    return;
  }
  channel.port1.onmessage = () => {
    channel.port1.close();
    task();
  };
  channel.port2.postMessage(null);
};

/** Waits until the page has had its turn: it draws, and hears keys. */
export const pageTurn = (): Promise<void> => new Promise(nextTask);
