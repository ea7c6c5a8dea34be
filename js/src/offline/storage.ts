// How safe edits are: what the domain shows of its offline store.
import type { Observable } from "rxjs";
import { Method, type Hidden } from "../generated/numbers.js";
import { call } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { warn } from "../logging.js";
import { listen } from "../environment.js";
import { Replay } from "../replay.js";

/**
 * How safe records are: `durable` (the browser has promised to keep them),
 * `best-effort` (it may delete them when it needs the room), `memory` (they end
 * with the page), `full`, `lost`, `blocked`; `none` without offline support.
 */
export type StorageState = "none" | "durable" | "best-effort" | "memory" | "full" | "lost" | "blocked";

/** Where edits are: in this page only, in the browser's store as well, or at the server. */
export type SavedState = "unsaved" | "device" | "server";

const SAVED: readonly SavedState[] = ["unsaved", "device", "server"];

/** @internal */
export const savedState = (number: number): SavedState => SAVED[number] ?? "unsaved";

/** The state of the store, or where edits are, has changed; `error` says why. */
export class DomainStorageEvent {
  constructor(
    /** `state_changed`, `write_failed` or `saved_changed` */
    readonly name: string,
    /** The state of the store. */
    readonly state: StorageState,
    /** Where the edits of all models are. */
    readonly saved: SavedState,
    /** Why, when something went wrong. A write that failed is tried again. */
    readonly error: Error | null,
  ) {
    Object.freeze(this);
  }
}

/** The offline store of a domain. Comes from `ConvergenceDomain.storage`. */
export class DomainStorage extends ConvergenceEventEmitter {
  /** The names of the events. */
  static readonly Events = Object.freeze({
    STATE_CHANGED: "state_changed",
    WRITE_FAILED: "write_failed",
    SAVED_CHANGED: "saved_changed",
  } as const);

  private readonly _states: Replay<StorageState>;
  private readonly _saves: Replay<SavedState>;

  /** @internal */
  constructor(private readonly _domain: ConvergenceDomain) {
    super();
    this._states = new Replay<StorageState>(() => this.state(), this);
    this._saves = new Replay<SavedState>(() => this.saved(), this);
  }

  /** The state of the store. */
  state(): StorageState {
    const state = this._info()[0];
    return state === "unknown" ? "none" : (state as StorageState);
  }

  /** The state of the store, the present one first. */
  stateAsObservable(): Observable<StorageState> {
    return this._states.observable;
  }

  /** Bytes that wait to be written. */
  waiting(): number {
    return this._info()[1];
  }

  /** Where the edits of all models are. */
  saved(): SavedState {
    return savedState(this._info()[2]);
  }

  /** Where the edits of all models are, the present answer first. */
  savedAsObservable(): Observable<SavedState> {
    return this._saves.observable;
  }

  /** Stores what was edited without waiting for more. */
  flush(): void {
    if (this._domain._hasCore()) call(Method.OfflineFlush, this._domain._core());
  }

  /** @internal */
  _hide(how: Hidden): void {
    if (this._domain._hasCore()) call(Method.OfflineHidden, this._domain._core(), how);
  }

  /**
   * Makes the browser ask before the page is left while edits are in this page
   * only. Returns a function that ends that.
   */
  warnBeforeUnload(): () => void {
    const listener = (event: Event) => {
      if (this.saved() === "unsaved") event.preventDefault();
    };
    return listen(["beforeunload"], listener);
  }

  /** @internal */
  _changed(name: string, error: Error | null, state = this.state()): void {
    if (error !== null) warn("storage", error.message);
    this._emit(new DomainStorageEvent(name, state, this.saved(), error));
    if (name === "saved_changed") this._saves.changed();
    else this._states.changed();
  }

  /** @internal */
  override _logger(): string {
    return "storage";
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }

  private _info(): [string, number, number, boolean] {
    if (!this._domain._hasCore()) return ["unknown", 0, 2, false];
    return call(Method.OfflineInfo, this._domain._core());
  }
}
