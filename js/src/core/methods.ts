// The numbers of docs/bridge.md. Nothing but numbers, so that a generator can
// write this file one day.

/** Methods of the export `call`. */
export const Method = {
  DomainNew: 1,
  DomainConnect: 2,
  DomainCredentials: 3,
  DomainCredentialsFailed: 4,
  DomainDisconnect: 5,
  DomainDispose: 6,
  DomainInfo: 7,
  DomainServerTime: 8,
  DomainCancel: 9,
  DomainOnline: 10,
  ModelOpen: 20,
  ModelOpenAutoCreate: 21,
  ModelData: 22,
  ModelDataFailed: 23,
  ModelCreate: 24,
  ModelRemove: 25,
  ModelOpenState: 26,
  ModelClose: 27,
  ModelInfo: 28,
  ModelCollaborators: 29,
  ModelElement: 30,
  ModelResyncing: 31,
  ElementID: 40,
  ElementPath: 41,
  ElementParent: 42,
  ElementAt: 43,
  ElementValue: 44,
  ElementSetValue: 45,
  ElementRemove: 46,
  ObjectGet: 50,
  ObjectSet: 51,
  ObjectRemove: 52,
  ObjectKeys: 53,
  ObjectEntries: 54,
  ArrayGet: 60,
  ArraySet: 61,
  ArrayInsert: 62,
  ArrayRemove: 63,
  ArrayReorder: 64,
  ArrayItems: 65,
  ReferenceLocal: 70,
  ReferenceSet: 71,
  ReferenceClear: 72,
  ReferenceShare: 73,
  ReferenceUnshare: 74,
  ReferenceDispose: 75,
  ReferenceValues: 76,
  ReferenceInfo: 77,
  References: 78,
  PermissionsGet: 80,
  PermissionsSet: 81,
  Query: 82,
  HistoryOpen: 83,
  HistoryPlay: 84,
  HistoryPlayToTime: 85,
  HistoryInfo: 86,
  LocalModel: 90,
  MemoryStats: 91,
} as const;

/** Kinds of frames that the core delivers. */
export const Frame = {
  Settle: 1,
  DomainEvent: 2,
  CredentialsWanted: 3,
  DataWanted: 4,
  Session: 5,
  ModelEvent: 6,
  ElementEvent: 7,
  ModelChanged: 8,
  Detached: 9,
  Log: 10,
  ReferenceCreated: 11,
  ReferenceEvent: 12,
  HistoryEvent: 13,
} as const;

/** Domain events. */
export const DomainEventCode = {
  ConnectionScheduled: 1,
  Connecting: 2,
  Authenticating: 3,
  Connected: 4,
  ConnectionFailed: 5,
  Interrupted: 6,
  Disconnected: 7,
  Error: 8,
} as const;

/** Model events; the bit in the listening mask is `1 << (number - 1)`. */
export const ModelEventCode = {
  Closed: 1,
  Deleted: 2,
  VersionChanged: 3,
  Modified: 4,
  Committed: 5,
  Offline: 6,
  Online: 7,
  Reconnecting: 8,
  ResyncStarted: 9,
  ResyncCompleted: 10,
  ResyncError: 11,
  RemoteResyncStarted: 12,
  RemoteResyncCompleted: 13,
  CollaboratorOpened: 14,
  CollaboratorClosed: 15,
  Reference: 16,
  PermissionsChanged: 17,
  Error: 18,
} as const;

/** Element events; the bit in the listening mask is `1 << (number - 1)`. */
export const ElementEventCode = {
  Value: 1,
  Detached: 2,
  Reference: 3,
  ModelChanged: 4,
  Set: 5,
  Remove: 6,
  Insert: 7,
  Reorder: 8,
  Splice: 9,
  Delta: 10,
} as const;

/** Reference events; the bit in the listening mask is `1 << (number - 1)`. */
export const ReferenceEventCode = { Set: 1, Cleared: 2, Disposed: 3 } as const;

/** History events; the bit in the listening mask is `1 << (number - 1)`. */
export const HistoryEventCode = { TargetChanged: 1, TransitionStart: 2, TransitionEnd: 3 } as const;

/** Kinds of references. */
export const ReferenceKind = { Index: 1, Range: 2, Property: 3, Element: 4 } as const;

/** What permissions are about. */
export const PermissionTarget = { Model: 0, Collection: 1 } as const;

/** Kinds of elements. Undefined is the shim's: the core has no such elements. */
export const Kind = {
  Undefined: 0,
  Object: 1,
  Array: 2,
  String: 3,
  Number: 4,
  Boolean: 5,
  Date: 6,
  Null: 7,
} as const;

/** Ways to sign in. Fallback asks the application which one it wants. */
export const AuthMethod = {
  Fallback: 0,
  Password: 1,
  Jwt: 2,
  Anonymous: 3,
  Reconnect: 4,
} as const;

/** What `model_batch` does. */
export const Batch = { Start: 0, Complete: 1, Cancel: 2, Size: 3 } as const;

/** Bits of `model_state`. */
export const ModelState = {
  Open: 1,
  Closing: 2,
  Committed: 4,
  BatchStarted: 8,
  EmitsLocal: 16,
  Local: 32,
} as const;

/** Bits of a permission set. */
export const Permission = { Read: 1, Write: 2, Remove: 4, Manage: 8, Create: 16 } as const;

/** Numbers of the user types. */
export const UserType = { Normal: 0, Convergence: 1, Anonymous: 2 } as const;
