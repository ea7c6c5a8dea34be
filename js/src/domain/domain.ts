import type { Wire } from "../core/frames.js";
import { AuthMethod, Method, type Body } from "../generated/numbers.js";
import { call, isRunning } from "../core/wasm.js";
import { report } from "../core/dispatch.js";
import { ActivityService } from "../activity/service.js";
import { ChatService } from "../chat/service.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { ConvergenceError } from "../errors.js";
import { announce } from "../offline/locks.js";
import { DomainStorage } from "../offline/storage.js";
import { IdentityService } from "../identity/service.js";
import { DomainUserType } from "../identity/user-type.js";
import { ModelService } from "../model/service.js";
import { PresenceService } from "../presence/service.js";
import { post } from "../requests.js";
import { effectiveOptions, socketMaker, type EffectiveOptions, type IConvergenceOptions } from "../options.js";
import { CoreHandle, type DomainInfo } from "./core-handle.js";
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
import { Participants } from "./participants.js";
import { ConvergenceSession } from "./session.js";
import { StoreOpening } from "./store-opening.js";
import { nearestServer, parseDomainUrl, type DomainAddress } from "./url.js";

/** The connection to one domain, and the way to its services. */
export class ConvergenceDomain extends ConvergenceEventEmitter {
  /** The names of the events. */
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
  private readonly _handle: CoreHandle;
  private readonly _session: ConvergenceSession;
  private readonly _models: ModelService;
  private readonly _storage: DomainStorage;
  private readonly _identity = new IdentityService(this);
  private readonly _presence = new PresenceService(this);
  private readonly _activities = new ActivityService(this);
  private readonly _chat = new ChatService(this);
  /** @internal */
  readonly _participants = new Participants(() => this._info());
  private readonly _sources: CredentialSources;
  private readonly _opening: StoreOpening;

  /**
   * Makes a domain that is not connected yet. Touches no network.
   *
   * @param url `http(s)|ws(s)://host/api/realtime/namespace/domain`, or
   *   `namespace/domain` for a domain at the server of the page, or at the one
   *   that the script came from when that is another. A slash at the end is
   *   ignored, a query is kept for the socket. Throws code `invalid_url` for
   *   anything else.
   * @param options throws a TypeError that names a bad option, or a
   *   ConvergenceError of code `websockets_not_supported`
   */
  constructor(url: string, options?: IConvergenceOptions) {
    super();
    this._address = parseDomainUrl(url, nearestServer());
    this._url = url;
    this._options = effectiveOptions(options);
    // A class or a factory of the application may do more than open a socket.
    const isAmbient = this._options.webSocket.class === undefined && this._options.webSocket.factory === undefined;
    this._handle = new CoreHandle(this, this._address.url, socketMaker(this._options), isAmbient);
    this._opening = new StoreOpening(this, this._handle);
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

  /** The time at the server. Rejects with code `offline` without a connection. */
  async serverTime(): Promise<Date> {
    this._handle.get(); // throws without a core
    return this._handle.request(Method.DomainServerTime, (millis) => new Date(millis));
  }

  /**
   * Connects as a user with a password. A callback is asked before every attempt.
   * Rejects with code `authentication_failed`, `too_many_attempts`, `domain_not_found`,
   * `already_connected`, `already_connecting`, `disposed`, or `initial_connection_failed`
   * where `reconnect.autoReconnectOnInitial` is off.
   */
  connectWithPassword(credentials: ValueOrCallback<IUsernameAndPassword>): Promise<void> {
    return this._connect(AuthMethod.Password, passwordSource(credentials));
  }

  /** Connects without an account. A callback is asked before every attempt. Rejects as `connectWithPassword`, or with code `anonymous_auth_disabled`. */
  connectAnonymously(displayName?: ValueOrCallback<string>): Promise<void> {
    return this._connect(AuthMethod.Anonymous, anonymousSource(displayName));
  }

  /** Connects with a JSON Web Token. A callback is asked before every attempt. Rejects as `connectWithPassword`. */
  connectWithJwt(jwt: ValueOrCallback<string>): Promise<void> {
    return this._connect(AuthMethod.Jwt, secretSource(jwt, "jwt"));
  }

  /** Connects as the user of a former session, by its token or the one in memory. Rejects as `connectWithPassword`, also when there is no token. */
  reconnect(token?: ValueOrCallback<string>): Promise<void> {
    if (token === undefined && this._info().reconnectToken === null) {
      return Promise.reject(new ConvergenceError("There is no reconnect token: connect in another way, or pass one", "authentication_failed"));
    }
    return this._connect(AuthMethod.Reconnect, token === undefined ? storedToken : secretSource(token, "token"));
  }

  /**
   * Opens the offline store of a user, without a connection. From then on models
   * are kept there and can be opened and edited offline. With the option
   * `offline.storage`, connecting does so too. Rejects with code `invalid_argument`
   * without that option, with `disposed`, and for an empty name.
   */
  async initializeOffline(username: ValueOrCallback<string>): Promise<void> {
    this._assertNotDisposed();
    const user = typeof username === "function" ? await username() : username;
    if (typeof user !== "string" || user === "") throw new Error("username must be a non-empty string");
    const adapter = this._options.offline.storage;
    if (adapter === undefined) throw new ConvergenceError("Set options.offline.storage, for instance to a new IdbStorageAdapter()", "invalid_argument");
    if (this._handle.number === 0) await this._handle.load(false);
    return this._opening.open(user);
  }

  /** The offline store, and how safe edits are. */
  storage(): DomainStorage {
    return this._storage;
  }

  /** Closes the connection in good order. Resolves at once when there is none, and never rejects for lack of one. */
  disconnect(): Promise<void> {
    this._handle.cancelLoading("the domain was disconnected");
    if (this._handle.number === 0) return Promise.resolve();
    return this._handle.request(Method.DomainDisconnect, () => undefined);
  }

  /**
   * Signs out: the server forgets the reconnect token, so that nobody who has it gets in any more, and the connection is closed in good order.
   * Edits that the server has not acknowledged stay, as after `disconnect`. Rejects with `offline`, or what else keeps the server from being
   * asked; then nothing has changed.
   */
  async signOut(): Promise<void> {
    this._handle.get(); // throws without a core
    return this._handle.request(Method.DomainSignOut, () => undefined);
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
    if (this.isDisposed()) return;
    this._opening.dispose();
    await this._handle.dispose();
  }

  /** Whether `dispose` was called. */
  isDisposed(): boolean {
    return this._handle.isDisposed();
  }

  /** @internal Aborts a connect that is under way. */
  _cancel(): void {
    if (this._handle.cancelLoading("the connection was cancelled by the user")) return;
    if (this._handle.number !== 0 && isRunning()) call(Method.DomainCancel, this._handle.number);
  }

  /** @internal Whether there is a core that knows this domain, connected or not. */
  _hasCore(): boolean {
    return this._handle.isUsable();
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
    return this._opening.hasBegun() && this._hasCore();
  }

  /** @internal Throws code `offline` when there is no connection and none is being made. */
  _assertOnline(): void {
    if (this.isDisconnected()) this._session.assertOnline();
  }

  /** @internal Throws code `offline` when nobody can answer requests. */
  _assertReachable(): void {
    if (!this._isReachable()) this._session.assertOnline();
  }

  /** @internal Throws code `disposed` after `dispose`. */
  _assertNotDisposed(): void {
    this._handle.assertNotDisposed();
  }

  /** @internal Handle in the core. Throws code `offline` when the domain was never connected. */
  _core(): number {
    return this._handle.get();
  }

  /** @internal For convergence.history.js, which knows no shortened names. */
  $ask(body: Body, fields: readonly Wire[]): Promise<readonly Wire[]> {
    return post(this, body, fields, (answer: readonly Wire[]) => answer);
  }

  /** @internal */
  _info(): DomainInfo {
    return this._handle.info();
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
    if (this._options.offline.storage !== undefined && !this._opening.hasBegun() && user?.userType === DomainUserType.NORMAL) {
      this._opening.open(user.username).catch(report);
    }
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
    this._assertNotDisposed();
    if (this._handle.isLoading()) throw new ConvergenceError("The domain is connecting already: wait for that, or disconnect first", "already_connecting");
    if (this._handle.number === 0) await this._handle.load(true);
    const { connected, disconnected } = this._info();
    if (connected) throw new ConvergenceError("The domain is connected already: disconnect first to connect anew", "already_connected");
    if (!disconnected) throw new ConvergenceError("The domain is connecting already: wait for that, or disconnect first", "already_connecting");
    this._sources.use(method, source);
    return this._handle.request(Method.DomainConnect, () => undefined, method);
  }
}
