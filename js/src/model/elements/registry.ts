// From handles of the core to element objects. While an element is attached or
// held by somebody, the same handle gives the same object.
import type { Wire } from "../../core/frames.js";
import { ex, isRunning, onDeath } from "../../core/wasm.js";
import type { RealTimeModel } from "../model.js";
import type { RealTimeElement } from "./element.js";

type ElementClass = new (model: RealTimeModel, handle: number) => RealTimeElement;

const classes: ElementClass[] = [];
const known = new Map<number, WeakRef<RealTimeElement>>();
/** Elements with listeners must not be collected. */
const kept = new Set<RealTimeElement>();

// A handle may have got a new object before this is called for the old one:
// only the entry of the collected object itself is given up.
const gone = new FinalizationRegistry<WeakRef<RealTimeElement> & { handle?: number }>((ref) => {
  const handle = ref.handle as number;
  if (known.get(handle) !== ref) return;
  known.delete(handle);
  if (isRunning()) ex.release(handle);
});

onDeath(() => {
  known.clear();
  kept.clear();
});

/** Sets the class of the elements of a kind. */
export function defineKind(kind: number, type: ElementClass): void {
  classes[kind] = type;
}

/** The element of `[handle, kind]`; null for nil. */
export function elementOf(wire: Wire, model: RealTimeModel): RealTimeElement | null {
  if (wire === null || wire === undefined) return null;
  const [handle, kind] = wire as readonly [number, number];
  const found = known.get(handle)?.deref();
  if (found !== undefined) return found;
  const type = classes[kind];
  if (type === undefined) throw new Error(`the core sent an element of the unknown kind ${kind}`);
  const element = new type(model, handle);
  const ref: WeakRef<RealTimeElement> & { handle?: number } = new WeakRef(element);
  ref.handle = handle;
  known.set(handle, ref);
  gone.register(element, ref);
  return element;
}

/** The object of a handle that was made before, if it still exists. */
export function knownElement(handle: number): RealTimeElement | undefined {
  return known.get(handle)?.deref();
}

/** Keeps an element from being collected, or lets it go. */
export function keep(element: RealTimeElement, yes: boolean): void {
  if (yes) kept.add(element);
  else kept.delete(element);
}
