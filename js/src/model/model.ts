import type { Observable } from "rxjs";
import { checkFilled, checkString } from "../arguments.js";
import { Batch, Kind, Method, ModelState, ReferenceKind } from "../generated/numbers.js";
import { MODEL_BITS, ModelBit } from "../generated/masks.js";
import { requestOf } from "../core/promises.js";
import { call, ex, settle, settleNumber } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import type { ConvergenceSession } from "../domain/session.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { savedState, type SavedState } from "../offline/storage.js";
import { Replay } from "../replay.js";
import { ModelCollaborator } from "./collaborator.js";
import type { RealTimeElement } from "./elements/element.js";
import type { ElementOwner } from "./elements/node.js";
import type { RealTimeObject } from "./elements/object.js";
import { elementOf } from "./elements/registry.js";
import { RealTimeUndefined } from "./elements/undefined.js";
import { MODEL_EVENTS } from "./model-event-names.js";
import { pathParts, type PathElement } from "./path.js";
import type { ObservableModel } from "./observable.js";
import { permissionsOf, type ModelPermissions } from "./permissions.js";
import type { ModelPermissionManager } from "./permission-manager.js";
import { referenceOf, referencesOf, sourceHandles } from "./references/lists.js";
import { localReference, type LocalElementReference, type LocalModelReference } from "./references/local.js";
import { modelReference, type ElementReference, type ReferenceFilter, type ReferenceSource } from "./references/reference.js";
import type { ElementOf, ValueAt } from "./typed.js";
import { UndoManager, type UndoManagerOptions } from "./undo.js";
import type { UndefinedPolicy } from "./value.js";
import type { Attribution, ModelVersions } from "../history.js";

/** A shared document that is open. Comes from `ModelService.open` and its kin. T is the type of its data, for those who know it: elements are then typed by their path. */
export class RealTimeModel<T extends object = any> extends ConvergenceEventEmitter implements ElementOwner<RealTimeElement>, ObservableModel {
  /** The names of the events. */
  static readonly Events = MODEL_EVENTS;

  /** @internal */ readonly _isHistory = false;
  /** @internal Elements and references with listeners: they must not be collected before the model. */
  readonly _kept = new Set<object>();
  /** @internal What undefined inside of values does. */
  readonly _policy: UndefinedPolicy;
  private readonly _root: RealTimeObject<T>;
  private readonly _ids: { readonly model: string; readonly collection: string; readonly created: number };
  private _none: RealTimeUndefined | null = null;
  private _mask = 0;
  private readonly _people = new Replay(() => this.collaborators(), this, () => this._listening());
  private _closed = false;
  private readonly _saves = new Replay<SavedState>(() => this.saved(), this);
  private _markClosed: () => void = () => {};
  private readonly _whenClosed = new Promise<void>((resolve) => (this._markClosed = resolve));

  /** @internal */
  constructor(
    /** @internal */ readonly _domain: ConvergenceDomain,
    /** @internal Handle in the core. */ readonly _handle: number,
    root: Parameters<typeof elementOf>[0],
  ) {
    super();
    this._policy = _domain.options().models.data;
    this._root = elementOf(root, this) as RealTimeObject<T>;
    const [model, collection, created] = this._info();
    this._ids = { model, collection, created };
  }

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** The id of the model, unique within the domain. */
  modelId(): string {
    return this._ids.model;
  }

  /** The collection that the model belongs to. */
  collectionId(): string {
    return this._ids.collection;
  }

  /** What this session may do with the model. */
  permissions(): ModelPermissions {
    return permissionsOf(this._info()[3]);
  }

  /** Reads and changes the permissions of everybody. */
  permissionsManager(): ModelPermissionManager {
    return this._domain.models().permissions(this.modelId());
  }

  /** The last version of the server that is included. A new model has version 1. */
  version(): number {
    return settleNumber(ex.model_version(this._handle));
  }

  /** Always 0. */
  minVersion(): number {
    return 0;
  }

  /** Same as `version`. */
  maxVersion(): number {
    return this.version();
  }

  /** When the model was last changed, as far as known. */
  time(): Date {
    return new Date(settleNumber(ex.model_time(this._handle)));
  }

  /** Same as `createdTime`. */
  minTime(): Date {
    return this.createdTime();
  }

  /** Same as `time`. */
  maxTime(): Date {
    return this.time();
  }

  /** When the model was created. */
  createdTime(): Date {
    return new Date(this._ids.created);
  }

  /** Whether the server has every local change and no batch has content. */
  isCommitted(): boolean {
    return this._is(ModelState.Committed);
  }

  /** Whether the model is open; true until closing is done. */
  isOpen(): boolean {
    return !this._closed && this._is(ModelState.Open);
  }

  /** Whether closing has begun and is not done. */
  isClosing(): boolean {
    return !this._closed && this._is(ModelState.Closing);
  }

  /** Whether the model was created offline and the server does not know it yet. */
  isLocal(): boolean {
    return this._is(ModelState.Local);
  }

  /** Resolves when the model is closed, by whomever. Never rejects. */
  whenClosed(): Promise<void> {
    return this._whenClosed;
  }

  /** Closes the model once the server has every local change. Rejects when that was done before. */
  close(): Promise<void> {
    return requestOf(this._handle, Method.ModelClose, [], () => undefined);
  }

  /** The object at the top. */
  root(): RealTimeObject<T> {
    return this._root;
  }

  /** The element at a path from the root, given as one array or as many arguments: strings for properties, numbers for items. Gives the undefined element when there is none. */
  elementAt<const P extends readonly PathElement[]>(path: P): ElementOf<ValueAt<T, P>>;
  /** The same, with the parts of the path as arguments. */
  elementAt<const P extends readonly PathElement[]>(...path: P): ElementOf<ValueAt<T, P>>;
  elementAt(...path: unknown[]): RealTimeElement {
    return this._root.elementAt(pathParts(path));
  }

  /** The element of that id; the undefined element when the model has none. */
  element(id: string): RealTimeElement {
    checkString(id, "id");
    return elementOf(call(Method.ModelElement, this._handle, id), this) ?? this._undefined();
  }

  /** Whether changes made by this client are emitted as events. Default: no. */
  emitLocalEvents(): boolean;
  /** Sets whether changes made by this client are emitted as events. */
  emitLocalEvents(emit: boolean): void;
  emitLocalEvents(emit?: boolean): boolean | void {
    if (arguments.length === 0) return this._is(ModelState.EmitsLocal);
    settle(ex.model_emit_local(this._handle, emit === true ? 1 : 0));
  }

  /** The sessions that have the model open, this one included. */
  collaborators(): ModelCollaborator[] {
    return call(Method.ModelCollaborators, this._handle).map((number) => this._collaborator(number));
  }

  /** The sessions that are synchronising after they had lost their connection. */
  resynchronizingCollaborators(): ModelCollaborator[] {
    return call(Method.ModelResyncing, this._handle).map((number) => this._collaborator(number));
  }

  /** The collaborators now, and again whenever one opens or closes the model. */
  collaboratorsAsObservable(): Observable<ModelCollaborator[]> {
    return this._people.observable;
  }

  /** Starts to gather changes, to be sent as one. Throws when a batch is in progress. */
  startBatch(): void {
    settle(ex.model_batch(this._handle, Batch.Start));
  }

  /** Sends the changes since `startBatch` as one. Throws when there are none or no batch is in progress. */
  completeBatch(): void {
    settle(ex.model_batch(this._handle, Batch.Complete));
  }

  /** Same as `completeBatch`. */
  endBatch(): void {
    this.completeBatch();
  }

  /** Ends an empty batch. Throws when changes were made, or no batch is in progress. */
  cancelBatch(): void {
    settle(ex.model_batch(this._handle, Batch.Cancel));
  }

  /** The number of changes in the batch. */
  batchSize(): number {
    return settle(ex.model_batch(this._handle, Batch.Size));
  }

  /** Whether a batch is in progress. */
  isBatchStarted(): boolean {
    return this._is(ModelState.BatchStarted);
  }

  /** A new manager that undoes what this client does from now on. Without `close` it lasts as long as the model. */
  undoManager(options: UndoManagerOptions = {}): UndoManager {
    return new UndoManager(this, options);
  }

  /** Runs a function. What it edits until it returns comes from `origin`: only undo managers that have this among their `origins` take it back. A batch has the origin that it was started with. */
  withOrigin<R>(origin: string, edits: () => R): R {
    checkString(origin, "origin");
    const set = (name: string) => call(Method.ModelOrigin, this._handle, name);
    const before = set(origin);
    try {
      return edits();
    } finally {
      set(before);
    }
  }

  /** Makes the model as it was at a version, by the smallest difference: an edit, and one step to undo. Needs the right to write, and the server. */
  restore(version: number): Promise<void> {
    return requestOf(this._handle, Method.ModelRestore, [version], () => undefined);
  }

  /** The named versions of the model. Loads convergence.history.js, which lies beside the file of the client. */
  async versions(): Promise<ModelVersions> {
    return (await import("../history.js")).versions(this);
  }

  /** Who has written what, from now on; see `attribution` of convergence.history.js, which this loads. Needs the server. */
  async attribution(): Promise<Attribution> {
    return (await import("../history.js")).attribution(this);
  }

  /** This client's reference of that key to elements. Throws when the key is in use by another kind. */
  elementReference(key: string): LocalElementReference {
    return this._localReference(this, ReferenceKind.Element, key) as LocalElementReference;
  }

  /** The reference of a session with a key to elements, or undefined. */
  reference(sessionId: string, key: string): ElementReference | undefined {
    return referenceOf(this, this, sessionId, key) as ElementReference | undefined;
  }

  /** The references to elements, those of this client included. Elements have references of their own. */
  references(filter?: ReferenceFilter): ElementReference[] {
    return referencesOf(this, this, filter) as ElementReference[];
  }

  /** Keeps the model available offline. Rejects as `ModelService.subscribeOffline`. */
  subscribeOffline(): Promise<void> {
    return this._domain.models().subscribeOffline(this.modelId());
  }

  /** Ends that, as `ModelService.unsubscribeOffline`. */
  unsubscribeOffline(): Promise<void> {
    return this._domain.models().unsubscribeOffline(this.modelId());
  }

  /** Whether the model is kept available offline. */
  isSubscribedOffline(): boolean {
    return this._domain.models()._isSubscribed(this.modelId());
  }

  /** Where the edits of the model are: in this page only, in the browser's store, or at the server. */
  saved(): SavedState {
    return this._closed ? "server" : savedState(call(Method.ModelSaved, this._handle));
  }

  /** Where the edits of the model are, the present answer first. */
  savedAsObservable(): Observable<SavedState> {
    return this._saves.observable;
  }

  /** @internal */ _savedChanged(): void {
    this._saves.changed();
  }

  /** @internal The one undefined element of this model. */
  _undefined(): RealTimeElement {
    return (this._none ??= new RealTimeUndefined(this, 0, Kind.Undefined));
  }

  /** @internal This client's reference with a key on something. */
  _localReference(source: ReferenceSource, kind: number, key: string): LocalModelReference {
    checkFilled(key, "key");
    const handle = call(Method.ReferenceLocal, ...sourceHandles(this, source), kind, key);
    return localReference(modelReference(this, handle, kind, source, key, undefined), kind);
  }

  /** @internal */ _collaborator(session: number): ModelCollaborator {
    const { user, sessionId } = this._domain._participants.get(session);
    return new ModelCollaborator(user, sessionId);
  }

  /** @internal Called when somebody opened or closed the model. */
  _collaboratorsChanged(): void {
    if (!this._closed) this._people.changed();
  }

  /** @internal Called when the core has closed the model. */
  _hasClosed(): void {
    this._closed = true;
    this._markClosed();
  }

  /** @internal */ override _listening(): void {
    let mask = this._listened(MODEL_BITS, ModelBit.All & ~ModelBit.Edited); // which is for who asks for it by name
    if (this._people.watched) mask |= ModelBit.CollaboratorOpened | ModelBit.CollaboratorClosed;
    if (mask === this._mask || this._closed) return;
    this._mask = mask;
    settle(ex.model_listen(this._handle, mask));
  }

  /** @internal */ override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }

  private _is(bit: number): boolean {
    return (settle(ex.model_state(this._handle)) & bit) !== 0;
  }

  private _info(): [model: string, collection: string, created: number, permissions: number] {
    return call(Method.ModelInfo, this._handle);
  }
}
