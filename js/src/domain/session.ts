import type { DomainUser } from "../identity/user.js";
import { randomness } from "../environment.js";
import { ConvergenceError } from "../errors.js";
import type { ConvergenceDomain } from "./domain.js";

/** The session of a domain. One object for the life of the domain; each connection gives it a new id. */
export class ConvergenceSession {
  /** @internal */
  constructor(private readonly _domain: ConvergenceDomain) {}

  /** The domain. */
  domain(): ConvergenceDomain {
    return this._domain;
  }

  /** The id of the session; before the first connection one that starts with `offline:`. */
  sessionId(): string {
    return this._domain._info().sessionId;
  }

  /** Who is signed in. Before the first connection null, or the user of the offline store. */
  user(): DomainUser | null {
    return this._domain._info().user;
  }

  /** A secret with which `reconnect` takes up the identity of this session again, or null. */
  reconnectToken(): string | null {
    return this._domain._info().reconnectToken;
  }

  /** Whether the domain is connected. */
  isConnected(): boolean {
    return this._domain.isConnected();
  }

  /** Same as `isConnected`, the name that older applications use. */
  isAuthenticated(): boolean {
    return this.isConnected();
  }

  /** Throws a ConvergenceError of code `offline` when the domain is not connected. */
  assertOnline(): void {
    if (!this.isConnected()) throw new ConvergenceError("The domain is not connected: connect first", "offline");
  }
}

/** @internal A session id for the time before the first connection: `offline:` and 32 letters and digits, each equally likely. */
export function offlineSessionId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  let id = "";
  while (id.length < 32) {
    for (const byte of randomness.getRandomValues(new Uint8Array(32))) {
      // 248 is the largest multiple of 62 that fits a byte.
      if (byte < 248 && id.length < 32) id += alphabet[byte % 62];
    }
  }
  return `offline:${id}`;
}
