import { Observable, type Subscriber } from "rxjs";
import { checkString, checkFunction } from "./arguments.js";
import { flush, queueDelivery, type Listener } from "./core/dispatch.js";
import type { Bits } from "./generated/masks.js";
import { logEvent, logsEvents } from "./logging.js";
import { END } from "./replay.js";

/** What every event has. */
export interface IConvergenceEvent<N extends string = string> {
  /** The name under which the event is listened to. */
  readonly name: N;
}

/** A function that is called with each event. */
export type ConvergenceEventListener<E extends IConvergenceEvent = IConvergenceEvent> = (event: E) => void;

interface NamedListener extends Listener {
  readonly call: unknown;
}

/**
 * Base of everything that emits events. Names are case-insensitive. Listeners
 * are called in the order in which they were added, synchronously, and each
 * sees all events in order. A listener that throws is reported to the page and
 * as an `error` event of the domain; it stays registered and stops nobody else.
 */
export abstract class ConvergenceEventEmitter<T extends IConvergenceEvent = IConvergenceEvent> {
  // Made when needed: most emitters are elements that nobody listens to.
  private _named: Map<string, NamedListener[]> | null = null;
  private _observers: Set<Listener> | null = null;
  private _observable: Observable<T> | null = null;
  private _completed = false;

  /**
   * Adds a listener. The same function a second time for the same name is
   * ignored. Throws a TypeError when `listener` is not a function.
   */
  addListener<E extends T = T>(event: string, listener: (event: E) => void): this {
    return this._add(event, listener as (event: unknown) => void, false);
  }

  /** Same as `addListener`. */
  on<E extends T = T>(event: string, listener: (event: E) => void): this {
    return this._add(event, listener as (event: unknown) => void, false);
  }

  /** Adds a listener for the next event of that name only. `off` removes it as well. */
  once<E extends T = T>(event: string, listener: (event: E) => void): this {
    return this._add(event, listener as (event: unknown) => void, true);
  }

  /** Removes a listener. One that is not there is ignored. */
  removeListener<E extends T = T>(event: string, listener: (event: E) => void): this {
    const name = nameOf(event);
    const list = this._named?.get(name);
    const found = list?.find((l) => l.call === listener);
    if (list !== undefined && found !== undefined) this._remove(name, list, found);
    return this;
  }

  /** Same as `removeListener`. */
  off<E extends T = T>(event: string, listener: (event: E) => void): this {
    return this.removeListener(event, listener);
  }

  /** Removes all listeners of one name. */
  removeListeners(event: string): this {
    const name = nameOf(event);
    const list = this._named?.get(name);
    if (list === undefined) return this;
    for (const listener of list) listener.active = false;
    this._named?.delete(name);
    this._listening();
    return this;
  }

  /** Removes all listeners. Subscribers of `events()` stay. */
  removeAllListeners(): this {
    if (this._named === null) return this;
    for (const list of this._named.values()) for (const listener of list) listener.active = false;
    this._named = null;
    this._listening();
    return this;
  }

  /** A hot observable of every event of this emitter, without replay. Always the same object. */
  events(): Observable<T> {
    return (this._observable ??= new Observable<T>((subscriber) => {
      return this._observe(subscriber);
    }));
  }

  /** @internal Delivers an event to everybody who listens now. */
  _emit(event: T): void {
    if (logsEvents) logEvent(this._logger(), event);
    const list = this._named?.get(event.name);
    if (list !== undefined) for (const listener of list) queueDelivery(listener, event, this);
    if (this._observers !== null) for (const observer of this._observers) queueDelivery(observer, event, this);
    flush();
  }

  /** @internal Nothing follows: subscribers of `events()` hear of it after what waits for them. */
  _complete(): void {
    this._completed = true;
    if (this._observers !== null) for (const observer of this._observers) queueDelivery(observer, END, this);
    flush();
  }

  /** @internal The names that have listeners. */
  _heard(): Iterable<string> {
    return this._named?.keys() ?? [];
  }

  /** @internal The bits of the events that somebody listens to, out of those that the core knows; `all` are those of `events()`. */
  _listened(bits: Bits, all: number): number {
    let mask = this._observed() ? all : 0;
    for (const name of this._heard()) mask |= bits[name]!; // those that it does not know are no bits
    return mask;
  }

  /** @internal Whether `events()` has subscribers. */
  _observed(): boolean {
    return this._observers !== null;
  }

  /** @internal Called after listeners came or went. */
  _listening(): void {}

  /** @internal The logger that prints what is emitted, if one does. */
  _logger(): string | null {
    return null;
  }

  /** @internal The domain that hears of listeners that throw. */
  _reportsTo(): ConvergenceEventEmitter | null {
    return null;
  }

  private _add(event: string, call: (event: unknown) => void, once: boolean): this {
    const name = nameOf(event);
    checkFunction(call, "listener");
    this._named ??= new Map();
    let list = this._named.get(name);
    if (list === undefined) this._named.set(name, (list = []));
    if (list.some((l) => l.call === call)) return this;
    const listener: NamedListener = {
      active: true,
      call,
      deliver: (value) => {
        if (once) {
          const now = this._named?.get(name);
          if (now !== undefined) this._remove(name, now, listener);
        }
        call(value);
      },
    };
    // A new array each time: an event that is being queued keeps the old one.
    this._named.set(name, [...list, listener]);
    if (list.length === 0) this._listening();
    return this;
  }

  private _remove(name: string, list: NamedListener[], gone: NamedListener): void {
    gone.active = false;
    const rest = list.filter((l) => l !== gone);
    if (rest.length !== 0) {
      this._named?.set(name, rest);
      return;
    }
    this._named?.delete(name);
    if (this._named?.size === 0) this._named = null;
    this._listening();
  }

  private _observe(subscriber: Subscriber<T>): () => void {
    const observer: Listener = {
      active: true,
      deliver: (event) => (event === END ? subscriber.complete() : subscriber.next(event as T)),
    };
    if (this._completed) subscriber.complete();
    const first = this._observers === null;
    (this._observers ??= new Set()).add(observer);
    if (first) this._listening();
    return () => {
      observer.active = false;
      this._observers?.delete(observer);
      if (this._observers?.size !== 0) return;
      this._observers = null;
      this._listening();
    };
  }
}

function nameOf(event: unknown): string {
  checkString(event, "event");
  return event.toLowerCase();
}
