// When what is shown of a model is drawn again: each element when it has changed itself, and
// once a frame at most, however many edits come; what takes long, less often.
import type { RealTimeElement } from '@convergence-wasm/client';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const due = new Set<() => void>();

function draw(): void {
  const all = [...due];
  due.clear();
  for (const act of all) act();
}

/** Has something done before the next frame, once. A tab that is hidden has none. */
export function beforeFrame(act: () => void): void {
  if (due.size === 0) requestAnimationFrame(draw);
  due.add(act);
}

/** What elements say of themselves; of what is below them, that says so. */
const own = ['value', 'set', 'insert', 'remove', 'reorder', 'delta', 'splice'];

/** Draws a component again when an element changes, not when one below it does. */
export function useElement(element: RealTimeElement): void {
  const [, again] = useState(0);
  useLayoutEffect(() => { // before anything can have changed since it was drawn
    const drawAgain = () => { if (element.isAttached()) again((n) => n + 1); };
    const changed = () => beforeFrame(drawAgain);
    for (const event of own) element.on(event, changed);
    return () => {
      due.delete(drawAgain);
      for (const event of own) element.off(event, changed);
    };
  }, [element]);
}

/** A value that follows another one, and changes only so often. */
export function useSlowly<T>(value: T, milliseconds: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      last.current = performance.now();
      setShown(() => value);
    }, Math.max(0, last.current + milliseconds - performance.now()));
    return () => clearTimeout(timer);
  }, [value]);
  return shown;
}
