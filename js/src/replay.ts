import { Observable } from "rxjs";
import { flush, queueDelivery, type Listener } from "./core/dispatch.js";

/** Tells a listener that nothing follows. */
export const END = Symbol("end");

/** @internal A value that can be watched: a subscriber gets the present one at once, then every new one. */
export class Replay<T> {
  private readonly _watchers = new Set<Listener>();
  private _ended = false;
  /** Always the same object. */
  readonly observable: Observable<T>;

  /**
   * @param read gives the present value; it is called only when somebody watches
   * @param source the emitter whose domain is told about watchers that throw
   */
  constructor(
    private readonly _read: () => T,
    private readonly _source: object,
  ) {
    this.observable = new Observable<T>((subscriber) => {
      const watcher: Listener = {
        active: true,
        deliver: (value) => (value === END ? subscriber.complete() : subscriber.next(value as T)),
      };
      if (this._ended) return subscriber.complete();
      this._watchers.add(watcher);
      subscriber.next(this._read());
      return () => {
        watcher.active = false;
        this._watchers.delete(watcher);
      };
    });
  }

  /** The value has changed. */
  changed(): void {
    if (this._watchers.size !== 0) this._tell(this._read());
  }

  /** It does not change any more. */
  end(): void {
    this._ended = true;
    this._tell(END);
  }

  private _tell(what: unknown): void {
    for (const watcher of this._watchers) queueDelivery(watcher, what, this._source);
    flush();
  }
}
