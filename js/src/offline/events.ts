// Events of the offline support. They differ in nothing but names and fields.
import type { IConvergenceEvent } from "../emitter.js";
import type { RealTimeModel } from "../model/model.js";
import type { ModelPermissions } from "../model/permissions.js";
import { eventClass } from "../records.js";

/** A model that is kept offline was deleted at the server. The copy is gone, unless edits of it had not got there. */
export interface OfflineModelDeletedEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly id: string;
}
export const OfflineModelDeletedEvent = eventClass<OfflineModelDeletedEvent>()("offline_model_deleted", "id");

/** A copy was fetched for the first time. */
export interface OfflineModelDownloadedEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly id: string;
  /** The version of the copy. */
  readonly version: number;
  /** What the user may do with the model. */
  readonly permissions: ModelPermissions;
}
export const OfflineModelDownloadedEvent = eventClass<OfflineModelDownloadedEvent>()("offline_model_downloaded", "id version permissions");

/** A model that is kept offline may not be read any more. */
export interface OfflineModelPermissionsRevokedEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly id: string;
}
export const OfflineModelPermissionsRevokedEvent = eventClass<OfflineModelPermissionsRevokedEvent>()("offline_model_permissions_revoked", "id");

/** The server has refused edits, or a model that was made here: see `ModelService.refusedModels`. */
export interface OfflineModelRefusedEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly modelId: string;
  /** The server's answer. */
  readonly error: Error;
}
export const OfflineModelRefusedEvent = eventClass<OfflineModelRefusedEvent>()("offline_model_refused", "modelId error");

/** What is known of a stored model has changed. */
export interface OfflineModelStatusChangedEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly id: string;
  /** Whether the model is kept by `subscribeOffline`. */
  readonly subscribed: boolean;
  /** Whether there is a copy, with which it can be opened. */
  readonly available: boolean;
  /** Whether the server has all that was done to it. */
  readonly synchronized: boolean;
  /** Whether the server does not know the model yet. */
  readonly local: boolean;
}
export const OfflineModelStatusChangedEvent = eventClass<OfflineModelStatusChangedEvent>()("offline_model_status_changed", "id subscribed available synchronized local");

/** What was done to a model offline has reached the server. */
export interface OfflineModelSyncCompletedEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly modelId: string;
}
export const OfflineModelSyncCompletedEvent = eventClass<OfflineModelSyncCompletedEvent>()("offline_model_sync_completed", "modelId");

/** What was done to a model offline could not be brought to the server, for whatever reason. It remains stored. */
export interface OfflineModelSyncErrorEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly modelId: string;
  /** What went wrong. */
  readonly message: string;
  /** The model, if it is open here. */
  readonly model: RealTimeModel | undefined;
}
export const OfflineModelSyncErrorEvent = eventClass<OfflineModelSyncErrorEvent>()("offline_model_sync_error", "modelId message model");

/** What was done to a model offline is being sent. */
export interface OfflineModelSyncStartedEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly modelId: string;
}
export const OfflineModelSyncStartedEvent = eventClass<OfflineModelSyncStartedEvent>()("offline_model_sync_started", "modelId");

/** A copy was brought up to date. */
export interface OfflineModelUpdatedEvent extends IConvergenceEvent {
  /** The id of the model. */
  readonly id: string;
  /** The version of the copy; null when that is as it was. */
  readonly version: number | null;
  /** What the user may do with the model; null when that is as it was. */
  readonly permissions: ModelPermissions | null;
}
export const OfflineModelUpdatedEvent = eventClass<OfflineModelUpdatedEvent>()("offline_model_updated", "id version permissions");

/** Copies are being fetched. */
export interface OfflineModelsDownloadStartedEvent extends IConvergenceEvent {
  /** How many are to be fetched. */
  readonly modelsToDownload: number;
}
export const OfflineModelsDownloadStartedEvent = eventClass<OfflineModelsDownloadStartedEvent>()("offline_models_download_started", "modelsToDownload");

/** More copies are to be fetched. */
export interface OfflineModelsDownloadStatusChangedEvent extends IConvergenceEvent {
  /** How many are to be fetched. */
  readonly modelsToDownload: number;
  /** Whether one has come, or others are wanted. */
  readonly trigger: "download" | "subscription_changed";
}
export const OfflineModelsDownloadStatusChangedEvent = eventClass<OfflineModelsDownloadStatusChangedEvent>()("offline_models_download_status_changed", "modelsToDownload trigger");

/** All copies were fetched. */
export type OfflineModelsDownloadStoppedEvent = IConvergenceEvent;
export const OfflineModelsDownloadStoppedEvent = eventClass<OfflineModelsDownloadStoppedEvent>()("offline_models_download_stopped", "");

/** The connection was lost; the next one goes on. */
export interface OfflineModelsSyncAbortedEvent extends IConvergenceEvent {
  /** Why, for people. */
  readonly reason: string;
  /** Why, for programs: `offline`. */
  readonly code: string;
}
export const OfflineModelsSyncAbortedEvent = eventClass<OfflineModelsSyncAbortedEvent>()("offline_models_sync_aborted", "reason code");

/** Everything that could be sent has been. */
export type OfflineModelsSyncCompletedEvent = IConvergenceEvent;
export const OfflineModelsSyncCompletedEvent = eventClass<OfflineModelsSyncCompletedEvent>()("offline_models_sync_completed", "");

/** So many models are left. */
export interface OfflineModelsSyncProgressEvent extends IConvergenceEvent {
  /** How many models have something to send. */
  readonly modelsToSync: number;
}
export const OfflineModelsSyncProgressEvent = eventClass<OfflineModelsSyncProgressEvent>()("offline_models_sync_progress", "modelsToSync");

/** What was done offline is being sent. */
export interface OfflineModelsSyncStartedEvent extends IConvergenceEvent {
  /** How many models have something to send. */
  readonly modelsToSync: number;
}
export const OfflineModelsSyncStartedEvent = eventClass<OfflineModelsSyncStartedEvent>()("offline_models_sync_started", "modelsToSync");
