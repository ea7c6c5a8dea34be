/**
 * Everything that the package exports, made from the comments in its sources. {@link connect}, {@link connectAnonymously} and {@link connectWithJwt} give a
 * {@link ConvergenceDomain}, which has the services: {@link ModelService} for documents ({@link RealTimeModel}, and {@link RealTimeString} and the other elements in it),
 * {@link PresenceService}, {@link ActivityService}, {@link ChatService} and {@link IdentityService}. What to do with them is in the guide.
 *
 * @packageDocumentation
 */
export {
  Convergence,
  Convergence as default,
  configure,
  configureLogging,
  connect,
  connectAnonymously,
  connectWithJwt,
  connectWithPassword,
  preload,
  reconnect,
  type IConfiguration,
} from "./convergence.js";
export type { CompiledModule, WasmSource } from "./core/wasm-source.js";
export { CancellationToken } from "./cancellation.js";
export { LogLevel, type ILoggerConfig, type ILoggingConfigData } from "./logging.js";
export { ErrorEvent } from "./error-event.js";
export { ConvergenceError, ConvergenceServerError, type ErrorDetails } from "./errors.js";
export { ConvergenceEventEmitter, type ConvergenceEventListener, type IConvergenceEvent } from "./emitter.js";
export type { EffectiveOptions, IConvergenceOptions, IWebSocketClass } from "./options.js";
export { PagedData } from "./paged-data.js";
export * from "./offline/events.js";
export { IdbStorageAdapter } from "./offline/adapter.js";
export type { IRecordStore, IStorageAdapter, IStoredRecord, StorageChange } from "./offline/records.js";
export { DomainStorage, DomainStorageEvent, type SavedState, type StorageState } from "./offline/storage.js";
export type { IModelMetaData, IRefusedModel } from "./offline/frames.js";

export { ConvergenceDomain } from "./domain/domain.js";
export { ConvergenceSession } from "./domain/session.js";
export type { IFallbackAuthChallenge, IUsernameAndPassword, ValueOrCallback } from "./domain/credentials.js";
export * from "./domain/events.js";

export type { EventClass } from "./records.js";
export type { KeyedValues, StateMap } from "./keyed-values.js";

export { IdentityService } from "./identity/service.js";
export { UserGroup } from "./identity/group.js";
export type { OrderBy, UserField, UserQuery } from "./identity/query.js";
export { DomainUser } from "./identity/user.js";
export { DomainUserId, type DomainUserIdentifier } from "./identity/user-id.js";
export { DomainUserIdMap, type DomainUserMapping } from "./identity/user-id-map.js";
export { DomainUserType } from "./identity/user-type.js";

export { PresenceService } from "./presence/service.js";
export { UserPresence } from "./presence/user-presence.js";
export { UserPresenceSubscription } from "./presence/subscription.js";
export {
  PresenceAvailabilityChangedEvent,
  PresenceStateClearedEvent,
  PresenceStateRejectedEvent,
  PresenceStateRemovedEvent,
  PresenceStateSetEvent,
  type IPresenceEvent,
} from "./presence/events.js";

export { AbstractPermissionManager } from "./roles/permission-manager.js";
export type {
  GroupPermissionMapping,
  IAllPermissions,
  IPermissionsOptions,
  PermissionList,
  UserPermissionMapping,
} from "./roles/permissions.js";
export { ActivityService } from "./activity/service.js";
export { Activity } from "./activity/activity.js";
export { ActivityParticipant, type ActivityParticipantChanges } from "./activity/participant.js";
export { ActivityPermissionManager, type ActivityPermission } from "./activity/permission-manager.js";
export type { IActivityCreateOptions, IActivityJoinOptions, IAutoCreateActivityOptions } from "./activity/options.js";
export * from "./activity/events.js";

export { ChatService } from "./chat/service.js";
export { Chat, ChatChannel, ChatRoom, DirectChat, MembershipChat, type ISentMessage } from "./chat/chat.js";
export { ChatPermissionManager, type ChatPermission } from "./chat/permission-manager.js";
export {
  ChatTypes,
  type ChatMembership,
  type ChatType,
  type DirectChatInfo,
  type IChatInfo,
  type IChatMember,
} from "./chat/info.js";
export type { IPendingMessage } from "./chat/pending.js";
export type { IChatSearchCriteria, ICreateChatOptions } from "./chat/options.js";
export {
  ChatEvent,
  ChatEventsMarkedSeenEvent,
  ChatJoinedEvent,
  ChatLeftEvent,
  ChatMessageEvent,
  ChatMessagePendingEvent,
  ChatMessageRejectedEvent,
  ChatEventsMissedEvent,
  ChatNameChangedEvent,
  ChatRemovedEvent,
  ChatTopicChangedEvent,
  UserAddedEvent,
  UserJoinedEvent,
  UserLeftEvent,
  UserRemovedEvent,
  type IChatEvent,
} from "./chat/events.js";
export {
  ChatHistoryEntry,
  CreatedChatHistoryEntry,
  MessageChatHistoryEntry,
  NameChangedChatHistoryEntry,
  TopicChangedChatHistoryEntry,
  UserAddedChatHistoryEntry,
  UserJoinedChatHistoryEntry,
  UserLeftChatHistoryEntry,
  UserRemovedChatHistoryEntry,
  type EntryClass,
  type IChatHistorySearchOptions,
} from "./chat/history.js";

export { ModelService, ModelServiceEventConstants } from "./model/service.js";
export { RealTimeModel } from "./model/model.js";
export { UndoManager, StackItemAddedEvent, StackItemPoppedEvent } from "./model/undo.js";
export type { UndoManagerOptions, UndoStackItem } from "./model/undo.js";
// What `versions()` and `attribution()` of a model give; it is loaded when they are called.
export type { Attribution, AttributionChange, Author, EntryAuthor, ModelVersions, NamedVersion, PropertyAuthor, TextAuthor } from "./history.js";
export { ModelCollaborator } from "./model/collaborator.js";
export { ModelResult } from "./model/result.js";
export {
  CollectionPermissions,
  ModelPermissions,
  type ICollectionPermissions,
  type IModelPermissions,
} from "./model/permissions.js";
export {
  CollectionPermissionManager,
  ModelPermissionManager,
  type GroupMapping,
} from "./model/permission-manager.js";
export type {
  IAutoCreateModelOptions,
  ICreateModelOptions,
  ModelDataCallback,
  ModelDataInitializer,
} from "./model/creation.js";
export type { Path, PathElement } from "./model/path.js";
export type { UndefinedPolicy } from "./model/value.js";
export type * from "./model/observable.js";
export type { ElementOf, ValueAt } from "./model/typed.js";
export type { ModelElementType } from "./model/elements/node.js";
export { RealTimeElement } from "./model/elements/element.js";
export { RealTimeContainerElement } from "./model/elements/container.js";
export { RealTimeObject } from "./model/elements/object.js";
export { RealTimeArray } from "./model/elements/array.js";
export { RealTimeString } from "./model/elements/string.js";
export { RealTimeNumber } from "./model/elements/number.js";
export { RealTimeBoolean } from "./model/elements/boolean.js";
export { RealTimeDate } from "./model/elements/date.js";
export { RealTimeNull } from "./model/elements/null.js";
export { RealTimeUndefined } from "./model/elements/undefined.js";
export {
  ElementReference,
  IndexReference,
  ModelReference,
  PropertyReference,
  RangeReference,
  type AnyReference,
  type IndexRange,
  type ModelReferenceType,
  type ReferenceFilter,
  type ReferenceSource,
} from "./model/references/reference.js";
export {
  LocalElementReference,
  LocalIndexReference,
  LocalModelReference,
  LocalPropertyReference,
  LocalRangeReference,
} from "./model/references/local.js";
export {
  ReferenceClearedEvent,
  ReferenceDisposedEvent,
  ReferenceSetEvent,
  RemoteReferenceCreatedEvent,
} from "./model/references/events.js";
export { HistoricalModel } from "./model/history/model.js";
export {
  HistoricalArray,
  HistoricalBoolean,
  HistoricalContainerElement,
  HistoricalDate,
  HistoricalElement,
  HistoricalNull,
  HistoricalNumber,
  HistoricalObject,
  HistoricalString,
  HistoricalUndefined,
} from "./model/history/elements.js";
export {
  HistoryTargetChangedEvent,
  HistoryTransitionEndEvent,
  HistoryTransitionStartEvent,
  type IHistoryEvent,
} from "./model/history/events.js";
export * from "./model/events/array-events.js";
export * from "./model/events/object-events.js";
export * from "./model/events/string-events.js";
export * from "./model/events/scalar-events.js";
export { ElementDetachedEvent, ModelChangedEvent, type IValueChangedEvent } from "./model/events/value-events.js";
export * from "./model/events/model-events.js";
export * from "./model/events/resync-events.js";
