import type { DomainUser } from "../../identity/user.js";
import type { IConvergenceEvent } from "../../emitter.js";
import { eventClass } from "../../records.js";
import type { RealTimeModel } from "../model.js";

/** The connection is lost; editing goes on. */
export interface ModelOfflineEvent extends IConvergenceEvent<"offline"> {
  /** The model. */
  readonly src: RealTimeModel;
}
export const ModelOfflineEvent = eventClass<ModelOfflineEvent>()("offline", "src");

/** The model is open at the server again and synchronised. */
export interface ModelOnlineEvent extends IConvergenceEvent<"online"> {
  /** The model. */
  readonly src: RealTimeModel;
}
export const ModelOnlineEvent = eventClass<ModelOnlineEvent>()("online", "src");

/** The client has asked to synchronise. */
export interface ModelReconnectingEvent extends IConvergenceEvent<"reconnecting"> {
  /** The model. */
  readonly src: RealTimeModel;
}
export const ModelReconnectingEvent = eventClass<ModelReconnectingEvent>()("reconnecting", "src");

/** Synchronising has started. */
export interface ResyncStartedEvent extends IConvergenceEvent<"resync_started"> {
  /** The model. */
  readonly src: RealTimeModel;
}
export const ResyncStartedEvent = eventClass<ResyncStartedEvent>()("resync_started", "src");

/** Synchronising is done. */
export interface ResyncCompletedEvent extends IConvergenceEvent<"resync_completed"> {
  /** The model. */
  readonly src: RealTimeModel;
}
export const ResyncCompletedEvent = eventClass<ResyncCompletedEvent>()("resync_completed", "src");

/** Synchronising has failed. */
export interface ResyncErrorEvent extends IConvergenceEvent<"resync_error"> {
  /** The model. */
  readonly src: RealTimeModel;
  /** What went wrong. */
  readonly message: string;
}
export const ResyncErrorEvent = eventClass<ResyncErrorEvent>()("resync_error", "src message");

/** Another session has started to synchronise. */
export interface RemoteResyncStartedEvent extends IConvergenceEvent<"remote_resync_started"> {
  /** The model. */
  readonly model: RealTimeModel;
  /** The session that synchronises. */
  readonly sessionId: string;
  /** Its user. */
  readonly user: DomainUser;
}
export const RemoteResyncStartedEvent = eventClass<RemoteResyncStartedEvent>()("remote_resync_started", "model sessionId user");

/** Another session has synchronised. */
export interface RemoteResyncCompletedEvent extends IConvergenceEvent<"remote_resync_completed"> {
  /** The model. */
  readonly model: RealTimeModel;
  /** The session that synchronises. */
  readonly sessionId: string;
  /** Its user. */
  readonly user: DomainUser;
}
export const RemoteResyncCompletedEvent = eventClass<RemoteResyncCompletedEvent>()("remote_resync_completed", "model sessionId user");
