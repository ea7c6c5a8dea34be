import type { IConvergenceEvent } from "../emitter.js";
import { eventClass } from "../records.js";
import type { ConvergenceDomain } from "./domain.js";

/** A further attempt to connect is scheduled. */
export interface ConnectionScheduledEvent extends IConvergenceEvent<"connection_scheduled"> {
  /** The domain. */
  readonly domain: ConvergenceDomain;
  /** Seconds until then. */
  readonly delay: number;
}
export const ConnectionScheduledEvent = eventClass<ConnectionScheduledEvent>()("connection_scheduled", "domain delay");

/** An attempt to connect starts. */
export interface ConnectingEvent extends IConvergenceEvent<"connecting"> {
  /** The domain. */
  readonly domain: ConvergenceDomain;
}
export const ConnectingEvent = eventClass<ConnectingEvent>()("connecting", "domain");

/** The socket is open, and signing in starts. */
export interface AuthenticatingEvent extends IConvergenceEvent<"authenticating"> {
  /** The domain. */
  readonly domain: ConvergenceDomain;
  /** password, jwt, anonymous or reconnect. */
  readonly method: string;
}
export const AuthenticatingEvent = eventClass<AuthenticatingEvent>()("authenticating", "domain method");

/** The domain is connected and signed in. */
export interface ConnectedEvent extends IConvergenceEvent<"connected"> {
  /** The domain. */
  readonly domain: ConvergenceDomain;
}
export const ConnectedEvent = eventClass<ConnectedEvent>()("connected", "domain");

/** An attempt to connect has failed. */
export interface ConnectionFailedEvent extends IConvergenceEvent<"connection_failed"> {
  /** The domain. */
  readonly domain: ConvergenceDomain;
  /** server_connection_failed, or the code of the server. */
  readonly code: string;
  /** password, jwt, anonymous or reconnect. */
  readonly authMethod: string;
  /** More about it, for people. */
  readonly message?: string;
}
export const ConnectionFailedEvent = eventClass<ConnectionFailedEvent>()("connection_failed", "domain code authMethod message");

/** The connection dropped unexpectedly. */
export interface InterruptedEvent extends IConvergenceEvent<"interrupted"> {
  /** The domain. */
  readonly domain: ConvergenceDomain;
}
export const InterruptedEvent = eventClass<InterruptedEvent>()("interrupted", "domain");

/** The domain is disconnected, and nothing tries to connect it. */
export interface DisconnectedEvent extends IConvergenceEvent<"disconnected"> {
  /** The domain. */
  readonly domain: ConvergenceDomain;
}
export const DisconnectedEvent = eventClass<DisconnectedEvent>()("disconnected", "domain");
