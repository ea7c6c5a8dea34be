// One-shot timers of the core.
import { enter, nextTask } from "./entering.js";
import { ex, onDeath } from "./wasm.js";

/** Those that are running. One that is due at once has no timeout. */
const timers = new Map<number, ReturnType<typeof setTimeout> | undefined>();

onDeath(() => {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
});

/** Import `timer_set`. */
export function setTimer(id: number, millis: number): void {
  const fire = () => {
    if (timers.delete(id)) enter(ex.timer_fired, id);
  };
  clearTimer(id);
  timers.set(id, millis > 0 ? setTimeout(fire, millis) : nextTask(fire));
}

/** Import `timer_clear`. */
export function clearTimer(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}
