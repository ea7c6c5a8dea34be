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
   * @param source the emitter whose domain hears of watchers that throw
   * @param counted called when somebody begins or ceases to watch
   */
  constructor(
    private readonly _read: () => T,
    private readonly _source: object,
    private readonly _counted: () => void = () => {},
  ) {
    this.observable = new Observable<T>((subscriber) => {
      const watcher: Listener = {
        active: true,
        deliver: (value) => (value === END ? subscriber.complete() : subscriber.next(value as T)),
      };
      if (this._ended) return subscriber.complete();
      this._watchers.add(watcher);
      subscriber.next(this._read());
      this._counted();
      return () => {
        watcher.active = false;
        this._watchers.delete(watcher);
        this._counted();
      };
    });
  }

  /** Whether somebody watches. */
  get watched(): boolean {
    return this._watchers.size !== 0;
  }

  /** The value has changed. */
  changed(): void {
    if (this.watched) this._tell(this._read());
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
