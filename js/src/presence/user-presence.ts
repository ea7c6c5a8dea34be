import type { DomainUser } from "../identity/user.js";
import { callable, type StateMap } from "../keyed-values.js";

/** Whether a user is there, and the state that all sessions of the user share. */
export class UserPresence {
  private readonly _state: ReadonlyMap<string, any>;

  constructor(
    /** The user. */
    readonly user: DomainUser,
    /** Whether the user has a session. */
    readonly available: boolean,
    state: Map<string, any>,
  ) {
    this._state = new Map(state);
    Object.freeze(this);
  }

  /** A copy of the state. Older applications call it: `state()`. */
  get state(): StateMap {
    return callable(this._state as Map<string, any>);
  }

  /** Same as `user.username`, the name that older applications use. */
  get username(): string {
    return this.user.username;
  }

  /** Same as `available`, the name that older applications use. */
  get isAvailable(): boolean {
    return this.available;
  }
}
