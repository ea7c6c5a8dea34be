import { ModelEventCode as Code } from "../generated/numbers.js";

/** The names of the events of a model. */
export const MODEL_EVENTS = Object.freeze({
  CLOSED: "closed",
  DELETED: "deleted",
  VERSION_CHANGED: "version_changed",
  MODIFIED: "modified",
  COMMITTED: "committed",
  OFFLINE: "offline",
  ONLINE: "online",
  RECONNECTING: "reconnecting",
  RESYNC_STARTED: "resync_started",
  RESYNC_COMPLETED: "resync_completed",
  RESYNC_ERROR: "resync_error",
  REMOTE_RESYNC_STARTED: "remote_resync_started",
  REMOTE_RESYNC_COMPLETED: "remote_resync_completed",
  COLLABORATOR_OPENED: "collaborator_opened",
  COLLABORATOR_CLOSED: "collaborator_closed",
  REFERENCE: "reference",
  PERMISSIONS_CHANGED: "permissions_changed",
} as const);

const bit = (code: number) => 1 << (code - 1);

/** @internal The bit of the listening mask for each name. */
export const MODEL_EVENT_BITS: { readonly [name: string]: number } = {
  closed: bit(Code.Closed),
  deleted: bit(Code.Deleted),
  version_changed: bit(Code.VersionChanged),
  modified: bit(Code.Modified),
  committed: bit(Code.Committed),
  offline: bit(Code.Offline),
  online: bit(Code.Online),
  reconnecting: bit(Code.Reconnecting),
  resync_started: bit(Code.ResyncStarted),
  resync_completed: bit(Code.ResyncCompleted),
  resync_error: bit(Code.ResyncError),
  remote_resync_started: bit(Code.RemoteResyncStarted),
  remote_resync_completed: bit(Code.RemoteResyncCompleted),
  collaborator_opened: bit(Code.CollaboratorOpened),
  collaborator_closed: bit(Code.CollaboratorClosed),
  reference: bit(Code.Reference),
  permissions_changed: bit(Code.PermissionsChanged),
  error: bit(Code.Error),
};

/** @internal */
export const ALL_MODEL_EVENTS = (1 << 18) - 1;
/** @internal */
export const COLLABORATOR_BITS = bit(Code.CollaboratorOpened) | bit(Code.CollaboratorClosed);
