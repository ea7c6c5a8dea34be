import type { Observable } from "rxjs";
import { Method } from "../generated/numbers.js";
import { call } from "../core/wasm.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import type { DomainUser } from "../identity/user.js";
import type { UserIdWire } from "../generated/calls.js";
import { knownUser, userIdOnly } from "../identity/wire.js";
import { stateOf, type StateMap } from "../keyed-values.js";
import { Replay } from "../replay.js";
import { PRESENCE_EVENTS, type IPresenceEvent } from "./events.js";
import type { PresenceService } from "./service.js";
import { UserPresence } from "./user-presence.js";

/** Follows the presence of a user until `unsubscribe`. Comes from `PresenceService.subscribe`. */
export class UserPresenceSubscription extends ConvergenceEventEmitter<IPresenceEvent> {
  /** The names of the events. */
  static readonly Events = PRESENCE_EVENTS;

  /** What was known when the subscription ended. */
  private _last: UserPresence | null = null;
  private readonly _replay = new Replay(() => this._presence(), this);

  /** @internal */
  constructor(
    private readonly _service: PresenceService,
    private readonly _user: UserIdWire,
  ) {
    super();
  }

  /** The user. */
  get user(): DomainUser {
    return this._presence().user;
  }

  /** Whether the user has a session now. */
  get available(): boolean {
    return this._presence().available;
  }

  /** A copy of the user's state now. Older applications call it: `state()`. */
  get state(): StateMap {
    return this._presence().state;
  }

  /** Same as `user.username`, the name that older applications use. */
  get username(): string {
    return this._user[1];
  }

  /** Same as `available`, the name that older applications use. */
  get isAvailable(): boolean {
    return this.available;
  }

  /** The presence as it is now, and again after each change. Completes when the subscription ends. */
  asObservable(): Observable<UserPresence> {
    return this._replay.observable;
  }

  /** Ends the subscription. Can be called again. */
  unsubscribe(): void {
    if (this._last !== null) return;
    this._last = this._presence();
    this._service._unsubscribe(this, this._user);
    this._replay.end();
    this._complete();
  }

  /** @internal `more`: this is one of several events of the same change, and not the last. */
  _changed(event: IPresenceEvent, more: boolean): void {
    this._emit(event);
    if (!more) this._replay.changed();
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._service._domain;
  }

  private _presence(): UserPresence {
    if (this._last !== null) return this._last;
    const domain = this._service._domain;
    if (!domain._hasCore()) return new UserPresence(userIdOnly(this._user), false, new Map());
    const [available, state] = call(Method.PresenceOf, domain._core(), ...this._user);
    return new UserPresence(knownUser(domain, this._user), available, stateOf(state));
  }
}
