import { AuthMethod, Method } from "../core/methods.js";
import { start } from "../core/loader.js";
import { request } from "../core/promises.js";
import { setSocketMaker, type SocketMaker } from "../core/sockets.js";
import { call, isRunning } from "../core/wasm.js";
import { report } from "../core/dispatch.js";
import { ActivityService } from "../activity/service.js";
import { ChatService } from "../chat/service.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { ambient } from "../environment.js";
import { ConvergenceError } from "../errors.js";
import { announce, hasLocks } from "../offline/locks.js";
import { addAdapter } from "../offline/records.js";
import { IdbStorageAdapter } from "../offline/adapter.js";
import { DomainStorage } from "../offline/storage.js";
import { tellLogLevels } from "../logging.js";
import { IdentityService } from "../identity/service.js";
import { userOf, DomainUser } from "../identity/user.js";
import { DomainUserType } from "../identity/user-type.js";
import { ModelService } from "../model/service.js";
import { PresenceService } from "../presence/service.js";
import { coreOptions, effectiveOptions, socketMaker, type EffectiveOptions, type IConvergenceOptions } from "../options.js";
import {
  anonymousSource,
  CredentialSources,
  passwordSource,
  secretSource,
  storedToken,
  type CredentialSource,
  type IUsernameAndPassword,
  type ValueOrCallback,
} from "./credentials.js";
import { addDomain, removeDomain } from "./domains.js";
import { ConvergenceSession, offlineSessionId } from "./session.js";
import { parseDomainUrl, type DomainAddress } from "./url.js";
import { onVisibility, onWaking } from "./waking.js";

interface Info {
  readonly connected: boolean;
  readonly disconnected: boolean;
  readonly sessionId: string;
  readonly user: DomainUser | null;
  readonly reconnectToken: string | null;
}

/** The connection to one domain, and the way to its services. */
export class ConvergenceDomain extends ConvergenceEventEmitter {
  static readonly Events = Object.freeze({
    CONNECTION_SCHEDULED: "connection_scheduled",
    CONNECTING: "connecting",
    AUTHENTICATING: "authenticating",
    CONNECTED: "connected",
    CONNECTION_FAILED: "connection_failed",
    INTERRUPTED: "interrupted",
    DISCONNECTED: "disconnected",
    ERROR: "error",
  } as const);

  private readonly _url: string;
  private readonly _address: DomainAddress;
  private readonly _options: EffectiveOptions;
  private readonly _makeSocket: SocketMaker;
  private readonly _session: ConvergenceSession;
  private readonly _models: ModelService;
  private readonly _storage: DomainStorage;
  private readonly _identity = new IdentityService(this);
  private readonly _presence = new PresenceService(this);
  private readonly _activities = new ActivityService(this);
  private readonly _chat = new ChatService(this);
  private readonly _offlineId = offlineSessionId();
  private readonly _sessions = new Map<number, { user: DomainUser; sessionId: string }>();
  /** Handle in the core; 0 before the first connect. */
  private _handle = 0;
  private _disposed = false;
  /** Rejects the connect that waits for the core to be loaded. */
  private _abortLoading: ((error: Error) => void) | null = null;
  private readonly _sources: CredentialSources;
  private _loading: Promise<void> | null = null;
  private _initialized: Promise<void> | null = null;
  /** What ends listening to the page. */
  private readonly _deaf: (() => void)[] = [];

  /**
   * Makes a domain that is not connected yet. Touches no network.
   *
   * @param url `http(s)|ws(s)://host/api/realtime/namespace/domain`, or
   *   `namespace/domain` for a domain at the server of the page. A slash at the
   *   end is ignored, a query is kept for the socket. Throws `Invalid url` for
   *   anything else.
   * @param options throws a TypeError that names a bad option, or a
   *   ConvergenceError of code `websockets_not_supported`
   */
  constructor(url: string, options?: IConvergenceOptions) {
    super();
    this._address = parseDomainUrl(url, ambient<Location>("location")?.origin);
    this._url = url;
    this._options = effectiveOptions(options);
    this._makeSocket = socketMaker(this._options);
    this._sources = new CredentialSources(this._options.reconnect.fallbackAuth);
    this._session = new ConvergenceSession(this);
    this._models = new ModelService(this);
    this._storage = new DomainStorage(this);
  }

  /** The URL that was passed in. */
  url(): string {
    return this._url;
  }

  /** The options in effect. */
  options(): EffectiveOptions {
    return this._options;
  }

  /** The namespace, from the URL. */
  namespace(): string {
    return this._address.namespace;
  }

  /** The id of the domain, from the URL. */
  id(): string {
    return this._address.id;
  }

  /** The session; the same object at all times. */
  session(): ConvergenceSession {
    return this._session;
  }

  /** Shared documents. */
  models(): ModelService {
    return this._models;
  }

  /** Users and groups. */
  identity(): IdentityService {
    return this._identity;
  }

  /** Who is here. */
  presence(): PresenceService {
    return this._presence;
  }

  /** What people do together. */
  activities(): ActivityService {
    return this._activities;
  }

  /** Messages between people. */
  chat(): ChatService {
    return this._chat;
  }

  /** The time at the server. */
  serverTime(): Promise<Date> {
    if (this._handle === 0) return Promise.reject(new ConvergenceError("The domain is not connected: connect first", "offline"));
    return this._request(Method.DomainServerTime, (millis) => new Date(millis as number));
  }

  /** Connects as a user with a password. A callback is asked before every attempt. */
  connectWithPassword(credentials: ValueOrCallback<IUsernameAndPassword>): Promise<void> {
    return this._connect(AuthMethod.Password, passwordSource(credentials));
  }

  /** Connects without an account. A callback is asked before every attempt. */
  connectAnonymously(displayName?: ValueOrCallback<string>): Promise<void> {
    return this._connect(AuthMethod.Anonymous, anonymousSource(displayName));
  }

  /** Connects with a JSON Web Token. A callback is asked before every attempt. */
  connectWithJwt(jwt: ValueOrCallback<string>): Promise<void> {
    return this._connect(AuthMethod.Jwt, secretSource(jwt, "jwt"));
  }

  /** Connects as the user of a former session, by its token or the one in memory. Rejects when there is none. */
  reconnect(token?: ValueOrCallback<string>): Promise<void> {
    if (token === undefined && this._info().reconnectToken === null) {
      return Promise.reject(new ConvergenceError("There is no reconnect token: connect in another way, or pass one", "authentication_failed"));
    }
    return this._connect(AuthMethod.Reconnect, token === undefined ? storedToken : secretSource(token, "token"));
  }

  /**
   * Opens the offline store of a user, without a connection. From then on models
   * are kept there and can be opened and edited offline. With the option
   * `offline.storage`, connecting does so too.
   */
  async initializeOffline(username: ValueOrCallback<string>): Promise<void> {
    if (this._disposed) throw new ConvergenceError("The domain is disposed: make a new one", "disposed");
    const user = typeof username === "function" ? await username() : username;
    if (typeof user !== "string" || user === "") throw new Error("username must be a non-empty string");
    const adapter = this._options.offline.storage;
    if (adapter === undefined) throw new ConvergenceError("Set options.offline.storage, for instance to a new IdbStorageAdapter()", "invalid_argument");
    if (this._handle === 0) await (this._loading ??= this._load().finally(() => (this._loading = null)));
    return this._offline(user);
  }

  /** The offline store, and how safe edits are. */
  storage(): DomainStorage {
    return this._storage;
  }

  /** Closes the connection in good order. Resolves at once when there is none. */
  disconnect(): Promise<void> {
    this._cancelLoading("the domain was disconnected");
    if (this._handle === 0) return Promise.resolve();
    return this._request(Method.DomainDisconnect, () => undefined);
  }

  /** Whether the domain is connected and signed in. */
  isConnected(): boolean {
    return this._info().connected;
  }

  /** Whether the domain is disconnected and nothing tries to connect it. */
  isDisconnected(): boolean {
    return this._info().disconnected;
  }

  /** Closes every model and the connection, leaves every activity, and frees what the domain holds. Can be called again. */
  async dispose(): Promise<void> {
    if (this._disposed) return;
    this._disposed = true;
    this._cancelLoading("the domain was disposed");
    if (this._handle === 0) return;
    for (const end of this._deaf) end();
    try {
      await this._request(Method.DomainDispose, () => undefined);
    } finally {
      setSocketMaker(this._handle, null);
      removeDomain(this._handle);
    }
  }

  /** Whether `dispose` was called. */
  isDisposed(): boolean {
    return this._disposed;
  }

  /** @internal Aborts a connect that is under way. */
  _cancel(): void {
    if (this._cancelLoading("the connection was cancelled by the user")) return;
    if (this._handle !== 0 && isRunning()) call(Method.DomainCancel, this._handle);
  }

  /** @internal Whether there is a core that knows this domain, connected or not. */
  _hasCore(): boolean {
    return this._handle !== 0 && !this._disposed && isRunning();
  }

  /**
   * @internal Whether requests can be answered: by the server, now or when a lost
   * connection is back, for which the core waits, or from the offline store.
   */
  _isReachable(): boolean {
    return !this.isDisconnected() || this._hasStore();
  }

  /** @internal Whether there is an offline store to answer from. */
  _hasStore(): boolean {
    return this._initialized !== null && this._hasCore();
  }

  /** @internal Throws code `offline` when there is no connection and none is being made. */
  _assertOnline(): void {
    if (this.isDisconnected()) this._session.assertOnline();
  }

  /** @internal Throws code `offline` when nobody can answer requests. */
  _assertReachable(): void {
    if (!this._isReachable()) this._session.assertOnline();
  }

  /** @internal Handle in the core. Throws code `offline` when the domain was never connected. */
  _core(): number {
    if (this._disposed) throw new ConvergenceError("The domain is disposed: make a new one", "disposed");
    if (this._handle === 0) throw new ConvergenceError("The domain is not connected: connect first", "offline");
    return this._handle;
  }

  /** @internal */
  _info(): Info {
    if (this._handle === 0 || !isRunning()) {
      const disconnected = this._abortLoading === null;
      return { connected: false, disconnected, sessionId: this._offlineId, user: null, reconnectToken: null };
    }
    const [connected, disconnected, id, user, token] = call(Method.DomainInfo, this._handle) as [
      boolean,
      boolean,
      string,
      readonly (string | number)[] | null,
      string | null,
    ];
    const sessionId = id === "" || id.startsWith("offline:") ? this._offlineId : id;
    return { connected, disconnected, sessionId, user: userOf(user), reconnectToken: token || null };
  }

  /** @internal Remembers who a session number stands for. */
  _addSession(number: number, sessionId: string, user: DomainUser | null): void {
    this._sessions.set(number, { sessionId, user: user ?? new DomainUser(DomainUserType.ANONYMOUS, "") });
  }

  /** @internal Who a session number stands for; an unknown one is this client itself. */
  _sessionByNumber(number: number): { user: DomainUser; sessionId: string } {
    const found = this._sessions.get(number);
    if (found !== undefined) return found;
    const { user, sessionId } = this._info();
    return { user: user ?? new DomainUser(DomainUserType.ANONYMOUS, ""), sessionId };
  }

  /** @internal How to sign in by a method. */
  _credentialSource(method: number): CredentialSource {
    return this._sources.of(method);
  }

  /** @internal From now on the token in memory is the one to reconnect with. */
  _hasConnected(): void {
    this._sources.connected();
    announce();
    const { user } = this._info();
    if (this._options.offline.storage !== undefined && this._initialized === null && user?.userType === DomainUserType.NORMAL) {
      this._offline(user.username).catch(report);
    }
  }

  /** Opens the store, once. */
  private _offline(username: string): Promise<void> {
    return (this._initialized ??= (async () => {
      const { storage, modelSnapshotInterval } = this._options.offline;
      const own = storage instanceof IdbStorageAdapter;
      if (own) void storage.initialize(this.namespace(), this.id(), username);
      this._deaf.push(onVisibility((visible) => this._storage._visible(visible)));
      await request(
        Method.OfflineInitialize,
        6,
        (writer, promise) => {
          writer.number(this._handle);
          writer.number(promise);
          writer.write(username);
          writer.write(hasLocks());
          writer.number(modelSnapshotInterval);
          writer.number(own || storage === undefined ? 0 : addAdapter(storage));
        },
        () => undefined,
      );
    })());
  }

  /** @internal */
  override _logger(): string {
    return "connection";
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this;
  }

  private async _connect(method: number, source: CredentialSource): Promise<void> {
    if (this._disposed) throw new ConvergenceError("The domain is disposed: make a new one", "disposed");
    if (this._abortLoading !== null) throw new ConvergenceError("The domain is connecting already: wait for that, or disconnect first", "already_connecting");
    if (this._handle === 0) await (this._loading ??= this._load().finally(() => (this._loading = null)));
    const { connected, disconnected } = this._info();
    if (connected) throw new ConvergenceError("The domain is connected already: disconnect first to connect anew", "already_connected");
    if (!disconnected) throw new ConvergenceError("The domain is connecting already: wait for that, or disconnect first", "already_connecting");
    this._sources.use(method, source);
    return request(
      Method.DomainConnect,
      3,
      (writer, promise) => {
        writer.number(this._handle);
        writer.number(promise);
        writer.number(method);
      },
      () => undefined,
    );
  }

  private async _load(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this._abortLoading = reject;
        start().then(resolve, reject);
      });
    } finally {
      this._abortLoading = null;
    }
    tellLogLevels();
    const made = call(Method.DomainNew, this._address.url, coreOptions(this._options)) as [number, string, string];
    this._handle = made[0];
    setSocketMaker(this._handle, this._makeSocket);
    addDomain(this._handle, this);
    this._deaf.push(
      onWaking(
        () => this.isConnected(),
        () => isRunning() && call(Method.DomainOnline, this._handle),
      ),
    );
  }

  private _cancelLoading(why: string): boolean {
    if (this._abortLoading === null) return false;
    this._abortLoading(new ConvergenceError(why, "cancelled"));
    this._abortLoading = null;
    return true;
  }

  private _request<T>(method: number, then: (result: unknown) => T): Promise<T> {
    return request(
      method,
      2,
      (writer, promise) => {
        writer.number(this._handle);
        writer.number(promise);
      },
      then,
    );
  }
}
