// Code generated from internal/bridge by make generate. DO NOT EDIT.

/** Methods of the export `call`. */
export const enum Method {
  DomainNew = 1,
  DomainConnect = 2,
  DomainCredentials = 3,
  DomainCredentialsFailed = 4,
  DomainDisconnect = 5,
  DomainDispose = 6,
  DomainInfo = 7,
  DomainServerTime = 8,
  DomainCancel = 9,
  DomainOnline = 10,
  DomainSignOut = 12,
  LogLevels = 11,
  ModelOpen = 20,
  ModelOpenAutoCreate = 21,
  ModelData = 22,
  ModelDataFailed = 23,
  ModelCreate = 24,
  ModelRemove = 25,
  ModelOpenState = 26,
  ModelClose = 27,
  ModelInfo = 28,
  ModelCollaborators = 29,
  ModelElement = 30,
  ModelResyncing = 31,
  ModelUndo = 32,
  ModelRestore = 33,
  ModelOrigin = 34,
  ElementID = 40,
  ElementPath = 41,
  ElementParent = 42,
  ElementAt = 43,
  ElementValue = 44,
  ElementSetValue = 45,
  ElementRemove = 46,
  ObjectGet = 50,
  ObjectSet = 51,
  ObjectRemove = 52,
  ObjectKeys = 53,
  ObjectEntries = 54,
  ArrayGet = 60,
  ArraySet = 61,
  ArrayInsert = 62,
  ArrayRemove = 63,
  ArrayReorder = 64,
  ArrayItems = 65,
  ReferenceLocal = 70,
  ReferenceSet = 71,
  ReferenceClear = 72,
  ReferenceShare = 73,
  ReferenceUnshare = 74,
  ReferenceDispose = 75,
  ReferenceValues = 76,
  ReferenceInfo = 77,
  References = 78,
  PermissionsGet = 80,
  PermissionsSet = 81,
  Query = 82,
  HistoryOpen = 83,
  HistoryPlay = 84,
  HistoryPlayToTime = 85,
  HistoryInfo = 86,
  LocalModel = 90,
  MemoryStats = 91,
  RemoteInserts = 92,
  PresencePending = 99,
  Request = 100,
  PresenceSet = 101,
  PresenceRemove = 102,
  PresenceClear = 103,
  PresenceOwn = 104,
  PresenceGet = 105,
  PresenceSubscribe = 106,
  PresenceUnsubscribe = 107,
  PresenceOf = 108,
  User = 109,
  ActivityJoin = 110,
  ActivityLeave = 111,
  ActivityUpdate = 112,
  ActivityInfo = 113,
  ActivityParticipants = 114,
  ChatGet = 120,
  ChatDirect = 121,
  ChatJoin = 122,
  ChatLeave = 123,
  ChatForget = 124,
  ChatInfo = 125,
  ChatPublish = 126,
  ChatPending = 127,
  ChatDiscard = 128,
  OfflineInitialize = 130,
  OfflineSubscribe = 131,
  OfflineModels = 132,
  OfflineInfo = 133,
  OfflineFlush = 134,
  ModelSaved = 135,
  LocksHeld = 136,
  StoreAnswer = 137,
  LockFree = 138,
  OfflineRefused = 139,
  OfflineDiscard = 140,
  OfflineHidden = 141,
}

/** Kinds of frames that the core delivers. */
export const enum Frame {
  Settle = 1,
  DomainEvent = 2,
  CredentialsWanted = 3,
  DataWanted = 4,
  Session = 5,
  ModelEvent = 6,
  ElementEvent = 7,
  ModelChanged = 8,
  Detached = 9,
  Log = 10,
  ReferenceCreated = 11,
  ReferenceEvent = 12,
  HistoryEvent = 13,
  PresenceEvent = 14,
  ActivityEvent = 15,
  ChatEvent = 16,
  OfflineEvent = 17,
  StoreRequest = 18,
  UndoEvent = 19,
}

/** Requests of pkg/protocol that the core passes on as they are. */
export const enum Body {
  Users = 201,
  UserSearch = 202,
  Groups = 204,
  UserGroups = 206,
  ActivityCreate = 302,
  ActivityDelete = 304,
  ActivityParticipants = 300,
  ChatCreate = 500,
  ChatRemove = 502,
  ChatsExist = 507,
  JoinedChats = 511,
  ChatsSearch = 513,
  ChatAdd = 521,
  ChatRemoveUser = 524,
  ChatSetName = 527,
  ChatSetTopic = 530,
  ChatMarkSeen = 533,
  ChatHistory = 539,
  ResolveRoles = 601,
  AddRoles = 603,
  RemoveRoles = 605,
  SetRoles = 607,
  GetRoles = 609,
  Versions = 146,
}

/** Domain events. */
export const enum DomainEventCode {
  ConnectionScheduled = 1,
  Connecting = 2,
  Authenticating = 3,
  Connected = 4,
  ConnectionFailed = 5,
  Interrupted = 6,
  Disconnected = 7,
  Error = 8,
}

/** Model events. Closed, Deleted and Error are always sent. The bit in the listening mask is `1 << (number - 1)`. */
export const enum ModelEventCode {
  Closed = 1,
  Deleted = 2,
  VersionChanged = 3,
  Modified = 4,
  Committed = 5,
  Offline = 6,
  Online = 7,
  Reconnecting = 8,
  ResyncStarted = 9,
  ResyncCompleted = 10,
  ResyncError = 11,
  RemoteResyncStarted = 12,
  RemoteResyncCompleted = 13,
  CollaboratorOpened = 14,
  CollaboratorClosed = 15,
  Reference = 16,
  PermissionsChanged = 17,
  Error = 18,
  Edited = 19,
}

/** Element events. A listener to anything makes JavaScript set the bit of Detached too. The bit in the listening mask is `1 << (number - 1)`. */
export const enum ElementEventCode {
  Value = 1,
  Detached = 2,
  Reference = 3,
  ModelChanged = 4,
  Set = 5,
  Remove = 6,
  Insert = 7,
  Reorder = 8,
  Splice = 9,
  Delta = 10,
}

/** Reference events. A disposed reference is forgotten by Go after that. The bit in the listening mask is `1 << (number - 1)`. */
export const enum ReferenceEventCode {
  Set = 1,
  Cleared = 2,
  Disposed = 3,
}

/** History events. The bit in the listening mask is `1 << (number - 1)`. */
export const enum HistoryEventCode {
  TargetChanged = 1,
  TransitionStart = 2,
  TransitionEnd = 3,
}

/** Presence events. */
export const enum PresenceEventCode {
  Set = 1,
  Removed = 2,
  Cleared = 3,
  Availability = 4,
  Rejected = 5,
}

/** Activity events. */
export const enum ActivityEventCode {
  Joined = 1,
  SessionLeft = 2,
  Delta = 3,
  Left = 4,
  Deleted = 5,
  ForceLeave = 6,
  Rejected = 7,
}

/** Kinds of references. */
export const enum ReferenceKind {
  Index = 1,
  Range = 2,
  Property = 3,
  Element = 4,
}

/** Kinds of elements. Undefined is the shim's: the core has no such elements. */
export const enum Kind {
  Undefined = 0,
  Object = 1,
  Array = 2,
  String = 3,
  Number = 4,
  Boolean = 5,
  Date = 6,
  Null = 7,
}

/** What permissions are about. */
export const enum PermissionTarget {
  Model = 0,
  Collection = 1,
}

/** Bits of a permission set. */
export const enum Permission {
  Read = 1,
  Write = 2,
  Remove = 4,
  Manage = 8,
  Create = 16,
}

/** What is done with named versions. */
export const enum VersionAct {
  List = 0,
  Find = 1,
  Name = 2,
  Remove = 3,
}

/** Types of users. */
export const enum UserType {
  Normal = 0,
  Convergence = 1,
  Anonymous = 2,
}

/** Ways to sign in. Fallback asks the application which one it wants. */
export const enum AuthMethod {
  Fallback = 0,
  Password = 1,
  Jwt = 2,
  Anonymous = 3,
  Reconnect = 4,
}

/** What `model_batch` does. */
export const enum Batch {
  Start = 0,
  Complete = 1,
  Cancel = 2,
  Size = 3,
}

/** What `undo` does. */
export const enum Undo {
  Undo = 0,
  Redo = 1,
  CanUndo = 2,
  CanRedo = 3,
  Stop = 4,
  Clear = 5,
  Close = 6,
}

/** Events of the steps of an undo manager. */
export const enum UndoEventCode {
  Added = 1,
  Popped = 2,
  Dropped = 3,
}

/** What a page has become: shown, hidden, or left for good. */
export const enum Hidden {
  Shown = 0,
  Hidden = 1,
  Left = 2,
}

/** Bits of `model_state`. */
export const enum ModelState {
  Open = 1,
  Closing = 2,
  Committed = 4,
  BatchStarted = 8,
  EmitsLocal = 16,
  Local = 32,
}
