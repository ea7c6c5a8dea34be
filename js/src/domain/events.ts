import type { IConvergenceEvent } from "../emitter.js";
import type { ConvergenceDomain } from "./domain.js";

/** A further attempt to connect is scheduled. */
export class ConnectionScheduledEvent implements IConvergenceEvent {
  static readonly NAME = "connection_scheduled";
  /** `connection_scheduled` */
  readonly name = ConnectionScheduledEvent.NAME;

  constructor(
    /** The domain. */
    readonly domain: ConvergenceDomain,
    /** Seconds until then. */
    readonly delay: number,
  ) {
    Object.freeze(this);
  }
}

/** An attempt to connect starts. */
export class ConnectingEvent implements IConvergenceEvent {
  static readonly NAME = "connecting";
  /** `connecting` */
  readonly name = ConnectingEvent.NAME;

  constructor(
    /** The domain. */
    readonly domain: ConvergenceDomain,
  ) {
    Object.freeze(this);
  }
}

/** The socket is open, and signing in starts. */
export class AuthenticatingEvent implements IConvergenceEvent {
  static readonly NAME = "authenticating";
  /** `authenticating` */
  readonly name = AuthenticatingEvent.NAME;

  constructor(
    /** The domain. */
    readonly domain: ConvergenceDomain,
    /** password, jwt, anonymous or reconnect. */
    readonly method: string,
  ) {
    Object.freeze(this);
  }
}

/** The domain is connected and signed in. */
export class ConnectedEvent implements IConvergenceEvent {
  static readonly NAME = "connected";
  /** `connected` */
  readonly name = ConnectedEvent.NAME;

  constructor(
    /** The domain. */
    readonly domain: ConvergenceDomain,
  ) {
    Object.freeze(this);
  }
}

/** An attempt to connect has failed. */
export class ConnectionFailedEvent implements IConvergenceEvent {
  static readonly NAME = "connection_failed";
  /** `connection_failed` */
  readonly name = ConnectionFailedEvent.NAME;

  constructor(
    /** The domain. */
    readonly domain: ConvergenceDomain,
    /** server_connection_failed, or the code of the server. */
    readonly code: string,
    /** password, jwt, anonymous or reconnect. */
    readonly authMethod: string,
    /** More about it, for people. */
    readonly message?: string,
  ) {
    Object.freeze(this);
  }
}

/** The connection dropped unexpectedly. */
export class InterruptedEvent implements IConvergenceEvent {
  static readonly NAME = "interrupted";
  /** `interrupted` */
  readonly name = InterruptedEvent.NAME;

  constructor(
    /** The domain. */
    readonly domain: ConvergenceDomain,
  ) {
    Object.freeze(this);
  }
}

/** The domain is disconnected, and nothing tries to connect it. */
export class DisconnectedEvent implements IConvergenceEvent {
  static readonly NAME = "disconnected";
  /** `disconnected` */
  readonly name = DisconnectedEvent.NAME;

  constructor(
    /** The domain. */
    readonly domain: ConvergenceDomain,
  ) {
    Object.freeze(this);
  }
}
