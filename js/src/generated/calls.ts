// Code generated from internal/bridge by make generate. DO NOT EDIT.

import type { Wire } from "../core/frames.js";
import type { Frame, Method } from "./numbers.js";

/** An element: its handle and kind. */
export type ElementWire = readonly [handle: number, kind: number] | null;

/** What a model is made from. */
export type CreationWire = readonly [collection: string, value: Wire, overrideWorld: boolean, world: number | null, users: readonly UserPermissionsWire[], ephemeral: boolean];
/** Empty strings for values that are not set; type is a UserType. */
export type UserWire = readonly [type: number, username: string, firstName: string, lastName: string, displayName: string, email: string];
export type UserIdWire = readonly [type: number, username: string];
export type UserPermissionsWire = readonly [type: number, username: string, permissions: number];
export type GroupPermissionsWire = readonly [group: string, permissions: number];
export type RolesWire = readonly [world: readonly string[], users: readonly (readonly [userId: UserIdWire, names: readonly string[]])[], groups: readonly (readonly [group: string, names: readonly string[]])[]];
export type ChatInfoWire = readonly [id: string, type: string, membership: string, name: string, topic: string, created: number, lastTime: number, lastNumber: number, members: readonly (readonly [type: number, username: string, seen: number])[]];
export type ChatEventWire = readonly [kind: string, number: number, millis: number, userId: UserIdWire, text: string, topic: string, subject: UserIdWire | null, members: readonly UserIdWire[]];
export type PendingMessageWire = readonly [instance: string, sequence: number, chatId: string, text: string, millis: number, error: FailureWire | null];
/** ErrorClass 0 `ConvergenceError`, 1 `Error`, 2 `TypeError`, 3 `RangeError`, 4 `ConvergenceServerError`. */
export type FailureWire = readonly [errorClass: number, code: string, message: string, details: Wire];

/** What each method takes, and gives back or has its promise settle with. */
export interface Calls {
  [Method.DomainNew]: { args: [url: string, options: Wire]; result: [domain: number, namespace: string, id: string] };
  [Method.DomainConnect]: { args: [domain: number, promise: number, method: number]; result: undefined };
  [Method.DomainCredentials]: { args: [domain: number, attempt: number, username: string, secret: string, displayName: string | null, method?: number]; result: undefined };
  [Method.DomainCredentialsFailed]: { args: [domain: number, attempt: number, message: string]; result: undefined };
  [Method.DomainDisconnect]: { args: [domain: number, promise: number]; result: undefined };
  [Method.DomainDispose]: { args: [domain: number, promise: number]; result: undefined };
  [Method.DomainInfo]: { args: [domain: number]; result: [connected: boolean, disconnected: boolean, sessionId: string, user: UserWire | null, reconnectToken: string | null] };
  [Method.DomainServerTime]: { args: [domain: number, promise: number]; result: number };
  [Method.DomainCancel]: { args: [domain: number]; result: undefined };
  [Method.DomainOnline]: { args: [domain: number]; result: undefined };
  [Method.DomainSignOut]: { args: [domain: number, promise: number]; result: undefined };
  [Method.LogLevels]: { args: [levels: readonly number[]]; result: undefined };
  [Method.ModelOpen]: { args: [domain: number, promise: number, id: string]; result: [model: number, root: ElementWire] };
  [Method.ModelOpenAutoCreate]: { args: [domain: number, promise: number, id: string | null, number: number]; result: [model: number, root: ElementWire] };
  [Method.ModelData]: { args: [domain: number, number: number, creation: CreationWire]; result: undefined };
  [Method.ModelDataFailed]: { args: [domain: number, number: number, message: string]; result: undefined };
  [Method.ModelCreate]: { args: [domain: number, promise: number, id: string | null, creation: CreationWire]; result: string };
  [Method.ModelRemove]: { args: [domain: number, promise: number, id: string]; result: undefined };
  [Method.ModelOpenState]: { args: [domain: number, id: string]; result: number };
  [Method.ModelClose]: { args: [model: number, promise: number]; result: undefined };
  [Method.ModelInfo]: { args: [model: number]; result: [id: string, collection: string, created: number, permissions: number] };
  [Method.ModelCollaborators]: { args: [model: number]; result: readonly number[] };
  [Method.ModelElement]: { args: [model: number, id: string]; result: ElementWire };
  [Method.ModelResyncing]: { args: [model: number]; result: readonly number[] };
  [Method.ModelUndo]: { args: [model: number, scope: readonly number[], capture: number, steps: number, bytes: number, keep: boolean, origins: readonly string[]]; result: number };
  [Method.ModelRestore]: { args: [model: number, promise: number, version: number]; result: undefined };
  [Method.ModelOrigin]: { args: [model: number, origin: string]; result: string };
  [Method.ElementID]: { args: [element: number]; result: string };
  [Method.ElementPath]: { args: [element: number]; result: readonly (string | number)[] };
  [Method.ElementParent]: { args: [element: number]; result: ElementWire };
  [Method.ElementAt]: { args: [element: number, ...path: readonly (string | number)[]]; result: ElementWire };
  [Method.ElementValue]: { args: [element: number]; result: Wire };
  [Method.ElementSetValue]: { args: [element: number, value: Wire]; result: undefined };
  [Method.ElementRemove]: { args: [element: number]; result: undefined };
  [Method.ObjectGet]: { args: [element: number, key: string]; result: ElementWire };
  [Method.ObjectSet]: { args: [element: number, key: string, value: Wire]; result: ElementWire };
  [Method.ObjectRemove]: { args: [element: number, key: string]; result: ElementWire };
  [Method.ObjectKeys]: { args: [element: number]; result: readonly string[] };
  [Method.ObjectEntries]: { args: [element: number]; result: readonly Wire[] };
  [Method.ArrayGet]: { args: [element: number, index: number]; result: ElementWire };
  [Method.ArraySet]: { args: [element: number, index: number, value: Wire]; result: ElementWire };
  [Method.ArrayInsert]: { args: [element: number, index: number, value: Wire]; result: ElementWire };
  [Method.ArrayRemove]: { args: [element: number, index: number]; result: ElementWire };
  [Method.ArrayReorder]: { args: [element: number, from: number, to: number]; result: undefined };
  [Method.ArrayItems]: { args: [element: number]; result: readonly ElementWire[] };
  [Method.ReferenceLocal]: { args: [element: number, model: number, kind: number, key: string]; result: number };
  [Method.ReferenceSet]: { args: [reference: number, values: Wire]; result: undefined };
  [Method.ReferenceClear]: { args: [reference: number]; result: undefined };
  [Method.ReferenceShare]: { args: [reference: number]; result: undefined };
  [Method.ReferenceUnshare]: { args: [reference: number]; result: undefined };
  [Method.ReferenceDispose]: { args: [reference: number]; result: undefined };
  [Method.ReferenceValues]: { args: [reference: number]; result: Wire };
  [Method.ReferenceInfo]: { args: [reference: number]; result: [kind: number, key: string, session: number, local: boolean, owner: ElementWire, model: number, shared: boolean, disposed: boolean] };
  [Method.References]: { args: [element: number, model: number]; result: readonly (readonly [reference: number, kind: number, key: string, session: number, local: boolean])[] };
  [Method.PermissionsGet]: { args: [domain: number, promise: number, target: number, id: string]; result: [overrides: boolean, world: number, users: readonly UserPermissionsWire[], groups: readonly GroupPermissionsWire[], own: number] };
  [Method.PermissionsSet]: { args: [domain: number, promise: number, target: number, id: string, overrides: boolean | null, world: number | null, replaceUsers: boolean, users: readonly UserPermissionsWire[], removeUsers: readonly UserIdWire[], replaceGroups: boolean, groups: readonly GroupPermissionsWire[], removeGroups: readonly string[]]; result: undefined };
  [Method.Query]: { args: [domain: number, promise: number, query: string]; result: [results: readonly (readonly [collection: string, id: string, created: number, modified: number, version: number, data: Wire])[], offset: number, total: number] };
  [Method.HistoryOpen]: { args: [domain: number, promise: number, id: string]; result: [history: number, root: ElementWire, id: string, collection: string, created: number, modified: number, max: number, min: number, began: number] };
  [Method.HistoryPlay]: { args: [history: number, promise: number, version: number]; result: undefined };
  [Method.HistoryPlayToTime]: { args: [history: number, promise: number, millis: number]; result: undefined };
  [Method.HistoryInfo]: { args: [history: number]; result: [version: number, target: number, max: number, millis: number, inTransition: boolean] };
  [Method.LocalModel]: { args: [promise: number, value: Wire]; result: [model: number, root: ElementWire] };
  [Method.MemoryStats]: { args: []; result: [heap: number, domains: number, models: number, histories: number, references: number, elements: number] };
  [Method.RemoteInserts]: { args: [element: number, count: number, index: number]; result: [socket: number, message: Uint8Array] };
  [Method.PresencePending]: { args: [domain: number]; result: boolean };
  [Method.Request]: { args: [domain: number, promise: number, body: number, fields: Wire]; result: Wire };
  [Method.PresenceSet]: { args: [domain: number, state: Wire]; result: undefined };
  [Method.PresenceRemove]: { args: [domain: number, keys: readonly string[]]; result: undefined };
  [Method.PresenceClear]: { args: [domain: number]; result: undefined };
  [Method.PresenceOwn]: { args: [domain: number]; result: Wire };
  [Method.PresenceGet]: { args: [domain: number, promise: number, users: readonly UserIdWire[]]; result: readonly (readonly [user: UserWire, available: boolean, state: Wire])[] };
  [Method.PresenceSubscribe]: { args: [domain: number, promise: number, users: readonly UserIdWire[]]; result: undefined };
  [Method.PresenceUnsubscribe]: { args: [domain: number, type: number, username: string]; result: undefined };
  [Method.PresenceOf]: { args: [domain: number, type: number, username: string]; result: [available: boolean, state: Wire] };
  [Method.User]: { args: [domain: number, type: number, username: string]; result: UserWire };
  [Method.ActivityJoin]: { args: [domain: number, promise: number, type: string, id: string, lurk: boolean, state: Wire, create: readonly [ephemeral: boolean, roles: RolesWire] | null]; result: [activity: number, type: string, id: string] };
  [Method.ActivityLeave]: { args: [activity: number, promise: number]; result: undefined };
  [Method.ActivityUpdate]: { args: [activity: number, set: Wire, removed: readonly string[], complete: boolean]; result: undefined };
  [Method.ActivityInfo]: { args: [activity: number]; result: [joined: boolean, lurking: boolean, ephemeral: boolean, created: number, state: Wire, pending: boolean] };
  [Method.ActivityParticipants]: { args: [activity: number]; result: readonly (readonly [session: number, local: boolean, state: Wire])[] };
  [Method.ChatGet]: { args: [domain: number, promise: number, ids: readonly string[]]; result: readonly ChatInfoWire[] };
  [Method.ChatDirect]: { args: [domain: number, promise: number, users: readonly (readonly UserIdWire[])[]]; result: readonly ChatInfoWire[] };
  [Method.ChatJoin]: { args: [domain: number, promise: number, id: string]; result: ChatInfoWire };
  [Method.ChatLeave]: { args: [domain: number, promise: number, id: string]; result: undefined };
  [Method.ChatForget]: { args: [domain: number, id: string]; result: undefined };
  [Method.ChatInfo]: { args: [domain: number, id: string]; result: readonly [chatInfo: ChatInfoWire, member: boolean] | null };
  [Method.ChatPublish]: { args: [domain: number, promise: number, id: string, text: string]; result: [number: number, millis: number] };
  [Method.ChatPending]: { args: [domain: number, id: string]; result: readonly PendingMessageWire[] };
  [Method.ChatDiscard]: { args: [domain: number, instance: string, sequence: number]; result: boolean };
  [Method.OfflineInitialize]: { args: [domain: number, promise: number, username: string, locks: boolean, interval: number, store: number]; result: undefined };
  [Method.OfflineSubscribe]: { args: [domain: number, promise: number, on: boolean, ids: readonly string[]]; result: undefined };
  [Method.OfflineModels]: { args: [domain: number, promise: number]; result: readonly (readonly [id: string, flags: number, version: number, permissions: number])[] };
  [Method.OfflineInfo]: { args: [domain: number]; result: [state: string, waiting: number, saved: number, synchronising: boolean] };
  [Method.OfflineFlush]: { args: [domain: number]; result: undefined };
  [Method.ModelSaved]: { args: [model: number]; result: number };
  [Method.LocksHeld]: { args: [query: number, instances: readonly string[]]; result: undefined };
  [Method.StoreAnswer]: { args: [request: number, code: string | null, message: string, payload: Wire]; result: undefined };
  [Method.LockFree]: { args: []; result: undefined };
  [Method.OfflineRefused]: { args: [domain: number, promise: number]; result: readonly (readonly [id: string, number: number, collection: string, error: FailureWire, millis: number, created: boolean, retried: boolean, data: Wire])[] };
  [Method.OfflineDiscard]: { args: [domain: number, promise: number, id: string, number: number]; result: undefined };
  [Method.OfflineHidden]: { args: [domain: number, how: number]; result: undefined };
}

/** What each kind of frame is. */
export interface Frames {
  [Frame.Settle]: readonly [frame: Frame.Settle, promise: number, done: boolean, result: Wire];
  [Frame.DomainEvent]: readonly [frame: Frame.DomainEvent, domain: number, event: number, ...payload: readonly (Wire)[]];
  [Frame.CredentialsWanted]: readonly [frame: Frame.CredentialsWanted, domain: number, attempt: number, method: number];
  [Frame.DataWanted]: readonly [frame: Frame.DataWanted, domain: number, number: number];
  [Frame.Session]: readonly [frame: Frame.Session, domain: number, session: number, sessionId: string, user: UserWire | null];
  [Frame.ModelEvent]: readonly [frame: Frame.ModelEvent, model: number, event: number, ...payload: readonly (Wire)[]];
  [Frame.ElementEvent]: readonly [frame: Frame.ElementEvent, element: readonly [handle: number, kind: number, owner: number], event: number, local: boolean | null, session: number, ...payload: readonly (Wire)[]];
  [Frame.ModelChanged]: readonly [frame: Frame.ModelChanged, element: number, path: readonly (string | number)[]];
  [Frame.Detached]: readonly [frame: Frame.Detached, element: number, back: boolean];
  [Frame.Log]: readonly [frame: Frame.Log, level: number, logger: string, message: string];
  [Frame.ReferenceCreated]: readonly [frame: Frame.ReferenceCreated, model: number, owner: ElementWire, reference: number, kind: number, key: string, session: number];
  [Frame.ReferenceEvent]: readonly [frame: Frame.ReferenceEvent, reference: number, event: number, old: Wire, values: Wire, synthetic: boolean];
  [Frame.HistoryEvent]: readonly [frame: Frame.HistoryEvent, history: number, event: number, version: number];
  [Frame.PresenceEvent]: readonly [frame: Frame.PresenceEvent, domain: number, event: number, own: boolean, user: UserWire, state: Wire, keys: readonly string[], available: boolean, more: boolean, error: FailureWire | null];
  [Frame.ActivityEvent]: readonly [frame: Frame.ActivityEvent, activity: number, event: number, local: boolean, session: number, set: Wire, removed: readonly string[], complete: boolean, old: Wire, reason: string];
  [Frame.ChatEvent]: readonly [frame: Frame.ChatEvent, domain: number, id: string, event: ChatEventWire | null, seen: readonly [type: number, username: string, number: number] | null, removed: boolean, joined: boolean, left: boolean, message: PendingMessageWire | null, missed: readonly [first: number, count: number] | null];
  [Frame.OfflineEvent]: readonly [frame: Frame.OfflineEvent, domain: number, name: string, id: string, count: number, flags: number, version: number, permissions: number, state: string, saved: number, error: FailureWire | null];
  [Frame.StoreRequest]: readonly [frame: Frame.StoreRequest, store: number, request: number, what: number, ...payload: readonly (Wire)[]];
  [Frame.UndoEvent]: readonly [frame: Frame.UndoEvent, undo: number, event: number, step: number, redo: boolean];
}

/** One kind of frame. */
export type FrameOf<K extends keyof Frames> = Frames[K];
/** Any frame. */
export type AnyFrame = Frames[keyof Frames];
