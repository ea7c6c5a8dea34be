// Code generated from internal/bridge by make generate. DO NOT EDIT.

/** Bits of a listening mask, by the names of the events. */
export interface Bits {
  readonly [name: string]: number;
}

/** Model events. Closed, Deleted and Error are always sent. */
export const enum ModelBit {
  Closed = 1,
  Deleted = 2,
  VersionChanged = 4,
  Modified = 8,
  Committed = 16,
  Offline = 32,
  Online = 64,
  Reconnecting = 128,
  ResyncStarted = 256,
  ResyncCompleted = 512,
  ResyncError = 1024,
  RemoteResyncStarted = 2048,
  RemoteResyncCompleted = 4096,
  CollaboratorOpened = 8192,
  CollaboratorClosed = 16384,
  Reference = 32768,
  PermissionsChanged = 65536,
  Error = 131072,
  Edited = 262144,
  All = 524287,
}

/** The same by the names of the events. */
export const MODEL_BITS: Bits = {
  closed: ModelBit.Closed,
  deleted: ModelBit.Deleted,
  version_changed: ModelBit.VersionChanged,
  modified: ModelBit.Modified,
  committed: ModelBit.Committed,
  offline: ModelBit.Offline,
  online: ModelBit.Online,
  reconnecting: ModelBit.Reconnecting,
  resync_started: ModelBit.ResyncStarted,
  resync_completed: ModelBit.ResyncCompleted,
  resync_error: ModelBit.ResyncError,
  remote_resync_started: ModelBit.RemoteResyncStarted,
  remote_resync_completed: ModelBit.RemoteResyncCompleted,
  collaborator_opened: ModelBit.CollaboratorOpened,
  collaborator_closed: ModelBit.CollaboratorClosed,
  reference: ModelBit.Reference,
  permissions_changed: ModelBit.PermissionsChanged,
  error: ModelBit.Error,
  edited: ModelBit.Edited,
};

/** Element events. A listener to anything makes JavaScript set the bit of Detached too. */
export const enum ElementBit {
  Value = 1,
  Detached = 2,
  Reference = 4,
  ModelChanged = 8,
  Set = 16,
  Remove = 32,
  Insert = 64,
  Reorder = 128,
  Splice = 256,
  Delta = 512,
  All = 1023,
}

/** The same by the names of the events. */
export const ELEMENT_BITS: Bits = {
  value: ElementBit.Value,
  detached: ElementBit.Detached,
  reference: ElementBit.Reference,
  model_changed: ElementBit.ModelChanged,
  set: ElementBit.Set,
  remove: ElementBit.Remove,
  insert: ElementBit.Insert,
  reorder: ElementBit.Reorder,
  splice: ElementBit.Splice,
  delta: ElementBit.Delta,
};

/** Reference events. A disposed reference is forgotten by Go after that. */
export const enum ReferenceBit {
  Set = 1,
  Cleared = 2,
  Disposed = 4,
  All = 7,
}

/** The same by the names of the events. */
export const REFERENCE_BITS: Bits = {
  set: ReferenceBit.Set,
  cleared: ReferenceBit.Cleared,
  disposed: ReferenceBit.Disposed,
};

/** History events. */
export const enum HistoryBit {
  TargetChanged = 1,
  TransitionStart = 2,
  TransitionEnd = 4,
  All = 7,
}

/** The same by the names of the events. */
export const HISTORY_BITS: Bits = {
  target_changed: HistoryBit.TargetChanged,
  transition_start: HistoryBit.TransitionStart,
  transition_end: HistoryBit.TransitionEnd,
};
