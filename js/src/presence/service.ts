import type { Observable } from "rxjs";
import type { Wire, WireMap } from "../core/frames.js";
import { Method, PresenceEventCode, type Frame } from "../generated/numbers.js";
import type { FrameOf, UserIdWire } from "../generated/calls.js";
import { call } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import { ask } from "../requests.js";
import type { ConvergenceSession } from "../domain/session.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import type { DomainUserIdentifier } from "../identity/user-id.js";
import { errorOf } from "../errors.js";
import { DomainUserType } from "../identity/user-type.js";
import { DomainUser, userOf } from "../identity/user.js";
import { userWires } from "../identity/wire.js";
import { keyedValues, keyList, stateOf, type KeyedValues } from "../keyed-values.js";
import { Replay } from "../replay.js";
import * as events from "./events.js";
import { UserPresenceSubscription } from "./subscription.js";
import { UserPresence } from "./user-presence.js";

/**
 * Tells who is there, and shares a small state per user. Comes from
 * `ConvergenceDomain.presence`. Its events are about the user who is signed in.
 */
export class PresenceService extends ConvergenceEventEmitter<events.IPresenceEvent> {
  /** The names of the events. */
  static readonly Events = Object.freeze({ ...events.PRESENCE_EVENTS, STATE_REJECTED: "state_rejected" } as const);

  private readonly _subscriptions = new Map<string, Set<UserPresenceSubscription>>();
  /** The state before there is a core to keep it. The server's takes its place at the first connect. */
  private _early: WireMap = {};
  private readonly _replay = new Replay(() => new UserPresence(this._me(), this.isAvailable(), this.state()), this);

  /** @internal */
  constructor(
    /** @internal */ readonly _domain: ConvergenceDomain,
  ) {
    super();
  }

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** Whether others see this user as available because of this session. */
  isAvailable(): boolean {
    return this._domain.isConnected();
  }

  /** A copy of the state of this user. */
  state(): Map<string, any> {
    return stateOf(this._domain._hasCore() ? call(Method.PresenceOwn, this._domain._core()) : this._early);
  }

  /** Whether changes of the state wait for a connection. With an offline store they are kept and sent. */
  isStatePending(): boolean {
    return this._domain._hasCore() && call(Method.PresencePending, this._domain._core());
  }

  /** Sets one key of the state of this user. Throws, naming the key, for values that are not JSON. `state_rejected` says what the server does not take. */
  setState(key: string, value: any): void;
  /** Sets some keys of the state of this user; the others stay. Throws and is rejected like one key. */
  setState(state?: KeyedValues): void;
  setState(state?: KeyedValues | string, value?: any): void {
    const set = keyedValues(state, value);
    if (Object.keys(set).length !== 0) {
      this._change(Method.PresenceSet, [set], () => ({ ...this._early, ...set }), PresenceEventCode.Set, []);
    }
  }

  /** Removes keys of the state of this user. Those that are not there are ignored. */
  removeState(keys: string | string[]): void {
    const state = this.state();
    const gone = keyList(keys).filter((key) => state.delete(key));
    if (gone.length !== 0) {
      this._change(Method.PresenceRemove, [gone], () => Object.fromEntries(state), PresenceEventCode.Removed, gone);
    }
  }

  /** Empties the state of this user. */
  clearState(): void {
    this._change(Method.PresenceClear, [], () => ({}), PresenceEventCode.Cleared, []);
  }

  /** Same as `removeState`, and without keys as `clearState`. Of the older API. */
  clear(keys?: string | string[]): void {
    if (keys === undefined) this.clearState();
    else this.removeState(keys);
  }

  /** The presence of the user who is signed in, and again after each change. Of the older API. */
  asObservable(): Observable<UserPresence> {
    return this._replay.observable;
  }

  /** The presence of one user or of several, once. Throws code `offline` without a connection; waits for one that was lost. */
  presence(user: DomainUserIdentifier): Promise<UserPresence>;
  /** The presence of several users, in their order. Throws like that of one. */
  presence(users: DomainUserIdentifier[]): Promise<UserPresence[]>;
  presence(users: DomainUserIdentifier | DomainUserIdentifier[]): Promise<UserPresence | UserPresence[]> {
    const wires = userWires([users].flat(), "users");
    this._domain._assertOnline();
    return ask(this._domain, Method.PresenceGet, [wires], (result) => {
      const all = result.map(
        ([user, available, state]) => new UserPresence(userOf(user) as DomainUser, available, stateOf(state)),
      );
      return Array.isArray(users) ? all : (all[0] as UserPresence);
    });
  }

  /**
   * Follows the presence of one user or of several. Without a connection rejects
   * with code `offline`; with an offline store nobody is available until there is one.
   */
  subscribe(user: DomainUserIdentifier): Promise<UserPresenceSubscription>;
  /** Follows the presence of several users, in their order. Rejects like that of one. */
  subscribe(users: DomainUserIdentifier[]): Promise<UserPresenceSubscription[]>;
  subscribe(users: DomainUserIdentifier | DomainUserIdentifier[]): Promise<UserPresenceSubscription | UserPresenceSubscription[]> {
    const wires = userWires([users].flat(), "users");
    return ask(this._domain, Method.PresenceSubscribe, [wires], () => {
      const all = wires.map((wire) => {
        const subscription = new UserPresenceSubscription(this, wire);
        const key = wire.join();
        const others = this._subscriptions.get(key);
        if (others === undefined) this._subscriptions.set(key, new Set([subscription]));
        else others.add(subscription);
        return subscription;
      });
      return Array.isArray(users) ? all : (all[0] as UserPresenceSubscription);
    });
  }

  /** @internal */
  _unsubscribe(subscription: UserPresenceSubscription, wire: UserIdWire): void {
    const all = this._subscriptions.get(wire.join());
    all?.delete(subscription);
    if (all?.size === 0) this._subscriptions.delete(wire.join());
    // The core counts, and says so to the server when it was the last one.
    if (this._domain._hasCore()) call(Method.PresenceUnsubscribe, this._domain._core(), ...wire);
  }

  /** @internal */
  _frame([, , kind, own, wire, state, keys, available, more, error]: FrameOf<Frame.PresenceEvent>): void {
    const user = userOf(wire) as DomainUser;
    if (kind === PresenceEventCode.Rejected) return this._emit(new events.PresenceStateRejectedEvent(user, errorOf(error)));
    const event = eventOf(kind, user, state, keys, available);
    if (own) return this._tell(event, more);
    const [type, username] = wire;
    for (const one of this._subscriptions.get([type, username].join()) ?? []) one._changed(event, more);
  }

  /** @internal */
  override _logger(): string {
    return "presence";
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }

  private _me(): DomainUser {
    return this.session().user() ?? new DomainUser(DomainUserType.ANONYMOUS, "");
  }

  private _change(method: number, args: Wire[], early: () => WireMap, kind: number, keys: string[]): void {
    if (this._domain._hasCore()) {
      call(method, this._domain._core(), ...args);
      return;
    }
    this._domain._assertNotDisposed();
    this._early = early();
    this._tell(eventOf(kind, this._me(), this._early, keys, false), false);
  }

  private _tell(event: events.IPresenceEvent, more: boolean): void {
    this._emit(event);
    if (!more) this._replay.changed();
  }
}

function eventOf(kind: number, user: DomainUser, state: Wire, keys: readonly string[], available: boolean): events.IPresenceEvent {
  switch (kind) {
    case PresenceEventCode.Set:
      return new events.PresenceStateSetEvent(user, stateOf(state));
    case PresenceEventCode.Removed:
      return new events.PresenceStateRemovedEvent(user, keys as string[]);
    case PresenceEventCode.Cleared:
      return new events.PresenceStateClearedEvent(user);
  }
  return new events.PresenceAvailabilityChangedEvent(user, available);
}
