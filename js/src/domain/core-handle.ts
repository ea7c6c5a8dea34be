// The core's side of one domain.
import { start } from "../core/loader.js";
import { tellLogLevels } from "../core/log-levels.js";
import { Method } from "../generated/numbers.js";
import type { Calls } from "../generated/calls.js";
import { requestOf, type Further } from "../core/promises.js";
import { EarlySocket } from "../core/early-socket.js";
import { setSocketMaker, type SocketMaker } from "../core/sockets.js";
import { call, isRunning } from "../core/wasm.js";
import { ConvergenceError } from "../errors.js";
import { userOf, type DomainUser } from "../identity/user.js";
import { locks } from "../offline/locks.js";
import { coreOptions } from "../options.js";
import type { ConvergenceDomain } from "./domain.js";
import { addDomain, removeDomain } from "./domains.js";
import { offlineSessionId } from "./session.js";
import { onWaking } from "./waking.js";

/** What the core says of a domain. */
export interface DomainInfo {
  readonly connected: boolean;
  readonly disconnected: boolean;
  readonly sessionId: string;
  readonly user: DomainUser | null;
  readonly reconnectToken: string | null;
}

/** Loads the core for a domain, and is the way to it until the domain is disposed. */
export class CoreHandle {
  /** Handle in the core; 0 before it is loaded, which the first connect does. */
  number = 0;
  private readonly _offlineId = offlineSessionId();
  private _loading: Promise<void> | null = null;
  /** Rejects what waits for the core to be loaded. */
  private _abort: ((error: Error) => void) | null = null;
  private _disposed = false;
  private _early: EarlySocket | null = null;
  /** Ends listening to the page. */
  private _unlisten: () => void = () => undefined;

  constructor(
    private readonly _domain: ConvergenceDomain,
    private readonly _url: string,
    private readonly _makeSocket: SocketMaker,
    private readonly _opensEarly: boolean,
  ) {}

  /** Whether the core is there and knows the domain. */
  isUsable(): boolean {
    return this.number !== 0 && !this._disposed && isRunning();
  }

  isLoading(): boolean {
    return this._abort !== null;
  }

  isDisposed(): boolean {
    return this._disposed;
  }

  /** Throws code `disposed` after `dispose`. */
  assertNotDisposed(): void {
    if (this._disposed) throw new ConvergenceError("The domain is disposed: make a new one", "disposed");
  }

  /** The handle. Throws code `offline` when the domain was never connected. */
  get(): number {
    this.assertNotDisposed();
    if (this.number === 0) throw new ConvergenceError("The domain is not connected: connect first", "offline");
    return this.number;
  }

  info(): DomainInfo {
    if (this.number === 0 || !isRunning()) {
      return { connected: false, disconnected: !this.isLoading(), sessionId: this._offlineId, user: null, reconnectToken: null };
    }
    const [connected, disconnected, id, user, token] = call(Method.DomainInfo, this.number);
    const sessionId = id === "" || id.startsWith("offline:") ? this._offlineId : id;
    return { connected, disconnected, sessionId, user: userOf(user), reconnectToken: token || null };
  }

  /** Loads the core, once, and makes the domain there, to connect at once or not. */
  load(connects: boolean): Promise<void> {
    if (connects && this._opensEarly && this._early === null && !isRunning()) this._early = new EarlySocket(this._url, this._makeSocket);
    return (this._loading ??= this._load().finally(() => (this._loading = null)));
  }

  /** Rejects a `load` that is under way; returns whether there was one. */
  cancelLoading(why: string): boolean {
    if (this._abort === null) return false;
    this._abort(new ConvergenceError(why, "cancelled"));
    this._abort = null;
    return true;
  }

  /** Calls a method `[domain, promise, ...]` of the core that settles later. */
  request<M extends Method, T>(method: M, then: (result: Calls[M]["result"]) => T, ...more: Further<M>): Promise<T> {
    return requestOf(this.number, method, more, then);
  }

  /** Has the core let go of the domain. */
  async dispose(): Promise<void> {
    this._disposed = true;
    this.cancelLoading("the domain was disposed");
    this._early?.close();
    if (this.number === 0) return;
    this._unlisten();
    try {
      await this.request(Method.DomainDispose, () => undefined);
    } finally {
      setSocketMaker(this.number, null);
      removeDomain(this.number);
    }
  }

  private async _load(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this._abort = reject;
        start(locks).then(resolve, reject);
      });
    } catch (error) {
      this._early?.close();
      this._early = null;
      throw error;
    } finally {
      this._abort = null;
    }
    tellLogLevels();
    const made = call(Method.DomainNew, this._url, coreOptions(this._domain.options()));
    this.number = made[0];
    setSocketMaker(this.number, (url, protocol) => this._early?.take(url) ?? this._makeSocket(url, protocol));
    addDomain(this.number, this._domain);
    this._unlisten = onWaking(
      () => this.info().connected,
      () => isRunning() && call(Method.DomainOnline, this.number),
    );
  }
}
