// One-shot timers of the core.
import { enter } from "./entering.js";
import { ex, onDeath } from "./wasm.js";

const timers = new Map<number, ReturnType<typeof setTimeout>>();

onDeath(() => {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
});

/** Import `timer_set`. */
export function setTimer(id: number, millis: number): void {
  clearTimer(id);
  timers.set(
    id,
    setTimeout(() => {
      timers.delete(id);
      enter(ex.timer_fired, id);
    }, millis),
  );
}

/** Import `timer_clear`. */
export function clearTimer(id: number): void {
  const timer = timers.get(id);
  if (timer === undefined) return;
  clearTimeout(timer);
  timers.delete(id);
}
