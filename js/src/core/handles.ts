// From handles of the core to the objects that stand for them. While an object
// is held by somebody, its handle gives the same object.
import { registry, weak, type Reference, type Registry } from "../environment.js";
import { isRunning, onDeath } from "./wasm.js";

interface Held<T extends object> {
  readonly handle: number;
  readonly ref: Reference<T>;
}

/** The objects of one table of handles of the core. */
export class Handles<T extends object> {
  private readonly known = new Map<number, Reference<T>>();
  private readonly gone: Registry<Held<T>>;

  /** @param release notifies the core that the object of a handle is gone; the handle may be used again then */
  constructor(release: (handle: number) => void) {
    // A handle may have got a new object before this is called for the old one:
    // only the entry of the collected object itself is given up.
    this.gone = registry(({ handle, ref }) => {
      if (this.known.get(handle) !== ref) return;
      this.known.delete(handle);
      if (isRunning()) release(handle);
    });
    onDeath(() => this.known.clear());
  }

  /** The object of a handle, if it exists. */
  get(handle: number): T | undefined {
    return this.known.get(handle)?.deref();
  }

  /** Makes the object of a handle known. */
  add(handle: number, object: T): void {
    const ref = weak(object);
    this.known.set(handle, ref);
    this.gone.register(object, { handle, ref });
  }

  /** The number of objects that are known, collected ones that have not been noticed included. */
  get size(): number {
    return this.known.size;
  }
}
