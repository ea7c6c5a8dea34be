// Events of the offline support, as the model service and the store emit them.
import type { Calls, FrameOf } from "../generated/calls.js";
import type { Frame, Method } from "../generated/numbers.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import type { IConvergenceEvent } from "../emitter.js";
import { errorOf } from "../errors.js";
import type { ModelPermissions } from "../model/permissions.js";
import * as events from "./events.js";
import type { StorageState } from "./storage.js";

const SUBSCRIBED = 1;
const AVAILABLE = 2;
const CREATED = 4;
const DELETED = 8;
const UNCOMMITTED = 16;

/** What is known of a model in the offline store. */
export interface IModelMetaData {
  /** The id of the model. */
  readonly modelId: string;
  /** Whether the model is kept by `subscribeOffline`. */
  readonly subscribed: boolean;
  /** Whether there is a copy, with which it can be opened. */
  readonly available: boolean;
  /** Whether the server does not know it yet. */
  readonly local: boolean;
  /** Whether it is to be deleted at the server. */
  readonly deleted: boolean;
  /** Whether edits of it have not reached the server. */
  readonly uncommitted: boolean;
  /** The version of the copy. */
  readonly version: number;
  /** What the user may do with the model, as far as known. */
  readonly permissions: ModelPermissions;
}

/** @internal What the core says about a model in the store. */
export function metaData(
  [modelId, flags, version, bits]: Calls[Method.OfflineModels]["result"][number],
  permissions: (bits: number) => ModelPermissions,
): IModelMetaData {
  return Object.freeze({
    modelId,
    subscribed: (flags & SUBSCRIBED) !== 0,
    available: (flags & AVAILABLE) !== 0,
    local: (flags & CREATED) !== 0,
    deleted: (flags & DELETED) !== 0,
    uncommitted: (flags & UNCOMMITTED) !== 0,
    version,
    permissions: permissions(bits),
  });
}

/** What the server has refused to take of a model. Frozen. */
export interface IRefusedModel {
  /** The id of the model. */
  readonly modelId: string;
  /** With the model's id, it names what was refused. */
  readonly number: number;
  /** The collection that the model belongs to. */
  readonly collection: string;
  /** The server's answer. */
  readonly error: Error;
  /** When it came. */
  readonly timestamp: Date;
  /** Whether the model itself was made here. */
  readonly created: boolean;
  /** Whether it is sent again at the next connection. If not, the id belongs to another model. */
  readonly retried: boolean;
  /** The model as it was made here, with the edits; null when the store has no copy that they belong to. */
  readonly data: { [key: string]: any } | null;
}

/** @internal What the core says about a model whose edits were refused. */
export function refusedModel(entry: Calls[Method.OfflineRefused]["result"][number]): IRefusedModel {
  const [modelId, number, collection, error, time, created, retried, content] = entry;
  const data = content as IRefusedModel["data"];
  return Object.freeze({ modelId, number, collection, error: errorOf(error), timestamp: new Date(time), created, retried, data });
}

/** Hands an event of the offline support to whom it concerns. */
export function offlineFrame(
  domain: ConvergenceDomain,
  [, , name, id, count, flags, version, bits, state, , failure]: FrameOf<Frame.OfflineEvent>,
  permissions: (bits: number) => ModelPermissions,
): void {
  const error = failure === null ? null : errorOf(failure);
  const models = domain.models();
  const emit = (event: IConvergenceEvent) => models._emit(event);
  switch (name) {
    case "storage_changed":
      return domain.storage()._changed("state_changed", error, state as StorageState);
    case "storage_failed":
      return domain.storage()._changed("write_failed", error);
    case "save_changed":
      if (id === "") domain.storage()._changed("saved_changed", error);
      else models._saved(id);
      return;
    case "offline_model_status_changed":
      models._subscribedTo(id, (flags & SUBSCRIBED) !== 0);
      return emit(new events.OfflineModelStatusChangedEvent(
        id,
        (flags & SUBSCRIBED) !== 0,
        (flags & AVAILABLE) !== 0,
        (flags & (UNCOMMITTED | CREATED | DELETED)) === 0 && flags !== 0,
        (flags & CREATED) !== 0,
      ));
    case "offline_model_downloaded":
      return emit(new events.OfflineModelDownloadedEvent(id, version, permissions(bits)));
    case "offline_model_updated":
      return emit(new events.OfflineModelUpdatedEvent(id, version, permissions(bits)));
    case "offline_model_deleted":
      return emit(new events.OfflineModelDeletedEvent(id));
    case "offline_model_permissions_revoked":
      return emit(new events.OfflineModelPermissionsRevokedEvent(id));
    // The first name is what the older client emits, the second that of its constants.
    case "offline_models_download_started":
      emit(new events.OfflineModelsDownloadStartedEvent(count));
      return emit(Object.freeze({ name: "offline_models_download_pending", modelsToDownload: count }));
    case "offline_models_download_status_changed":
      emit(new events.OfflineModelsDownloadStatusChangedEvent(count, (flags & SUBSCRIBED) !== 0 ? "subscription_changed" : "download"));
      return emit(Object.freeze({ name: "offline_models_download_progress", modelsToDownload: count }));
    case "offline_models_download_stopped":
      emit(new events.OfflineModelsDownloadStoppedEvent());
      return emit(Object.freeze({ name: "offline_models_download_completed" }));
    case "offline_models_sync_started":
      return emit(new events.OfflineModelsSyncStartedEvent(count));
    case "offline_models_sync_progress":
      return emit(new events.OfflineModelsSyncProgressEvent(count));
    case "offline_models_sync_completed":
      return emit(new events.OfflineModelsSyncCompletedEvent());
    case "offline_models_sync_aborted":
      return emit(new events.OfflineModelsSyncAbortedEvent("The connection was lost", "offline"));
    case "offline_model_sync_started":
      return emit(new events.OfflineModelSyncStartedEvent(id));
    case "offline_model_sync_completed":
      return emit(new events.OfflineModelSyncCompletedEvent(id));
    case "offline_model_refused":
      return emit(new events.OfflineModelRefusedEvent(id, error as Error));
    case "offline_model_sync_error":
      return emit(new events.OfflineModelSyncErrorEvent(id, error?.message ?? "", models._openModel(id)));
  }
}
