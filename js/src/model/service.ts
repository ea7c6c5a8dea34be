import { checkFilled, checkIndex } from "../arguments.js";
import { report } from "../core/dispatch.js";
import { Method } from "../generated/numbers.js";
import type { Calls } from "../generated/calls.js";
import { request, requestOf, type Further } from "../core/promises.js";
import { args, call, isRunning, send } from "../core/wasm.js";
import type { ConvergenceDomain } from "../domain/domain.js";
import type { ConvergenceSession } from "../domain/session.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { ConvergenceError } from "../errors.js";
import { metaData, refusedModel, type IModelMetaData, type IRefusedModel } from "../offline/frames.js";
import { permissionsOf } from "./permissions.js";
import { PagedData } from "../paged-data.js";
import {
  checkCreation,
  creationData,
  writeCreation,
  type IAutoCreateModelOptions,
  type ICreateModelOptions,
} from "./creation.js";
import { HistoricalModel } from "./history/model.js";
import { addModel, knownModel, openModelOf } from "./frames.js";
import { RealTimeModel } from "./model.js";
import { CollectionPermissionManager, ModelPermissionManager } from "./permission-manager.js";
import { modelResult, type ModelResult } from "./result.js";

interface AutoCreation {
  readonly options: IAutoCreateModelOptions;
  /** Why the data could not be made: it becomes the error of the call. */
  failure: Error | null;
}

const OPEN = 1;
const OPENING = 2;

/** The names of the events of `ModelService`. */
export const ModelServiceEventConstants = Object.freeze({
  OFFLINE_MODEL_SYNC_STARTED: "offline_model_sync_started",
  OFFLINE_MODEL_SYNC_COMPLETED: "offline_model_sync_completed",
  OFFLINE_MODEL_SYNC_ERROR: "offline_model_sync_error",
  OFFLINE_MODEL_REFUSED: "offline_model_refused",
  OFFLINE_MODEL_STATUS_CHANGED: "offline_model_status_changed",
  OFFLINE_MODEL_UPDATED: "offline_model_updated",
  OFFLINE_MODEL_DELETED: "offline_model_deleted",
  OFFLINE_MODEL_PERMISSIONS_REVOKED: "offline_model_permissions_revoked",
  OFFLINE_MODELS_DOWNLOAD_PENDING: "offline_models_download_pending",
  OFFLINE_MODELS_DOWNLOAD_PROGRESS: "offline_models_download_progress",
  OFFLINE_MODELS_DOWNLOAD_COMPLETED: "offline_models_download_completed",
  OFFLINE_MODELS_SYNC_STARTED: "offline_models_sync_started",
  OFFLINE_MODELS_SYNC_PROGRESS: "offline_models_sync_progress",
  OFFLINE_MODELS_SYNC_COMPLETED: "offline_models_sync_completed",
  OFFLINE_MODELS_SYNC_ABORTED: "offline_models_sync_aborted",
} as const);

/** Opens, creates and removes models. Comes from `ConvergenceDomain.models`. */
export class ModelService extends ConvergenceEventEmitter {
  /** The names of the events. */
  static readonly Events = ModelServiceEventConstants;

  private readonly _subscribed = new Set<string>();
  private readonly _creations = new Map<number, AutoCreation>();
  private _lastCreation = 0;

  /** @internal */
  constructor(private readonly _domain: ConvergenceDomain) {
    super();
  }

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** Whether what was done offline is being brought to the server. */
  isResyncing(): boolean {
    return this._domain._hasCore() && call(Method.OfflineInfo, this._domain._core())[3];
  }

  /** Whether a model is open here. */
  isOpen(id: string): boolean {
    return this._openState(id) === OPEN;
  }

  /** Whether a model is being opened here. */
  isOpening(id: string): boolean {
    return this._openState(id) === OPENING;
  }

  /**
   * Opens a model. Opening one that is open gives the same object. Rejects
   * with code `model_not_found`, `unauthorized` or `offline`. T is the type of the
   * data, as in `open<Todo>(id)`; nothing checks that it is right.
   */
  open<T extends object = any>(id: string): Promise<RealTimeModel<T>> {
    checkFilled(id, "id");
    return this._request(Method.ModelOpen, [id], (result) => this._opened(result));
  }

  /**
   * Opens a model and creates it first when there is none of that id. `data` is
   * only made when it is needed; what it throws is what the promise rejects with.
   * Rejects with code `unsupported_type` for data that cannot be shared, with
   * `limit_exceeded`, `unauthorized` or `offline`.
   */
  openAutoCreate<T extends object = any>(options: IAutoCreateModelOptions): Promise<RealTimeModel<T>> {
    checkCreation(options, "options");
    if (typeof options.collection !== "string" || options.collection === "") {
      return Promise.reject(new Error("options.collection must be a non-empty string"));
    }
    this._lastCreation++;
    const number = this._lastCreation;
    const creation: AutoCreation = { options, failure: null };
    this._creations.set(number, creation);
    return this._request(Method.ModelOpenAutoCreate, [options.id ?? null, number], (result) => this._opened(result))
      .catch((error: Error) => {
        throw creation.failure ?? error;
      })
      .finally(() => this._creations.delete(number));
  }

  /** Creates a model without opening it and resolves with its id. Rejects with code `model_already_exists`, or like `openAutoCreate`. */
  async create(options: ICreateModelOptions): Promise<string> {
    checkCreation(options, "options");
    const data = await creationData(options);
    const domain = this._domain._core();
    return request(
      Method.ModelCreate,
      4,
      (writer, promise) => {
        writer.number(domain);
        writer.number(promise);
        writer.write(options.id ?? null);
        writeCreation(writer, { ...options, ephemeral: false }, data, this._domain.options().models.data);
      },
      (id) => id,
    );
  }

  /** Deletes a model, closing it first if it is open here. Rejects with code `model_not_found`, `unauthorized` or `offline`. */
  remove(id: string): Promise<void> {
    checkFilled(id, "id");
    return this._request(Method.ModelRemove, [id], () => undefined);
  }

  /**
   * Searches models: `SELECT [<fields|*>] FROM <collection> [WHERE ...] [ORDER BY
   * ...] [LIMIT n] [OFFSET n]`. Rejects with code `invalid_query`,
   * `collection_does_not_exist` or `offline`.
   */
  query(query: string): Promise<PagedData<ModelResult>> {
    checkFilled(query, "query");
    return this._request(Method.Query, [query], ([results, offset, total]) => {
      return new PagedData(results.map(modelResult), offset, total);
    });
  }

  /** Opens the history of a model, at its newest version. Rejects like `open`. */
  history(id: string): Promise<HistoricalModel> {
    checkFilled(id, "id");
    return this._request(Method.HistoryOpen, [id], (result) => new HistoricalModel(this._domain, result));
  }

  /** Reads and changes the permissions of a model. Makes no request. */
  permissions(id: string): ModelPermissionManager {
    checkFilled(id, "id");
    return new ModelPermissionManager(this._domain, id);
  }

  /** Reads and changes the permissions of a collection. Makes no request. Not part of the older API. */
  collectionPermissions(id: string): CollectionPermissionManager {
    checkFilled(id, "id");
    return new CollectionPermissionManager(this._domain, id);
  }

  /** Keeps copies of models, which are brought up to date at every connection. Rejects with code `not_supported` when there is no offline store; throws for an empty id. */
  subscribeOffline(ids: string | string[]): Promise<void> {
    return this._subscribe(ids, true);
  }

  /** Gives the copies up, with edits that the server has refused. Those that still have to reach it remain. Rejects like `subscribeOffline`. */
  unsubscribeOffline(ids: string | string[]): Promise<void> {
    return this._subscribe(ids, false);
  }

  /** Replaces the set of models of which copies are kept. Rejects like `subscribeOffline`. */
  async setOfflineSubscription(ids: string[]): Promise<void> {
    const before = await this.getOfflineSubscriptions();
    await this.unsubscribeOffline(before.filter((id) => !ids.includes(id)));
    await this.subscribeOffline(ids.filter((id) => !before.includes(id)));
  }

  /** The ids of the models of which copies are kept. Rejects with code `not_supported` when there is no offline store. */
  async getOfflineSubscriptions(): Promise<string[]> {
    return (await this.getOfflineModelMetaData()).filter((model) => model.subscribed).map((model) => model.modelId);
  }

  /** What the offline store knows about models. Rejects like `getOfflineSubscriptions`. */
  getOfflineModelMetaData(): Promise<IModelMetaData[]> {
    return this._request(Method.OfflineModels, [], (list) => list.map((entry) => metaData(entry, permissionsOf)));
  }

  /** What the server has refused and nobody has discarded, with the content as it was made here, also before a reload. Rejects like `getOfflineSubscriptions`. */
  refusedModels(): Promise<IRefusedModel[]> {
    return this._request(Method.OfflineRefused, [], (list) => list.map(refusedModel));
  }

  /**
   * Gives up what was refused, with the edits that would be sent again. Rejects like `getOfflineSubscriptions`.
   * @param refused - one of those of `refusedModels`
   */
  discardRefused({ modelId, number }: Pick<IRefusedModel, "modelId" | "number">): Promise<void> {
    checkFilled(modelId, "modelId");
    checkIndex(number, "number", Number.MAX_SAFE_INTEGER); // the number may be a time
    return this._request(Method.OfflineDiscard, [modelId, number], () => undefined);
  }

  private _subscribe(ids: string | string[], on: boolean): Promise<void> {
    const list = typeof ids === "string" ? [ids] : ids;
    if (!Array.isArray(list)) throw new TypeError("ids must be a model id or an array of them");
    for (const id of list) checkFilled(id, "id");
    return this._request(Method.OfflineSubscribe, [on, list], () => undefined);
  }

  /** @internal */
  _subscribedTo(id: string, on: boolean): void {
    if (on) this._subscribed.add(id);
    else this._subscribed.delete(id);
  }

  /** @internal */
  _isSubscribed(id: string): boolean {
    return this._subscribed.has(id);
  }

  /** @internal Where the edits of a model are has changed. */
  _saved(id: string): void {
    this._openModel(id)?._savedChanged();
  }

  /** @internal */
  _openModel(id: string): RealTimeModel | undefined {
    return openModelOf(this._domain, id);
  }

  /** @internal The server asks for the data of a model that is to be created. */
  _dataWanted(number: number): void {
    const creation = this._creations.get(number);
    const options = creation?.options;
    // In a microtask, as code of the application must not run while a frame is handled.
    Promise.resolve()
      .then(() => {
        if (options === undefined) throw new Error("nobody waits for this model any more");
        return creationData(options);
      })
      .then((data) => {
        if (!isRunning()) return;
        const writer = args(3);
        writer.number(this._domain._core());
        writer.number(number);
        writeCreation(writer, options as IAutoCreateModelOptions, data, this._domain.options().models.data);
        send(Method.ModelData);
      })
      .catch((error: unknown) => {
        if (creation !== undefined) creation.failure = error instanceof Error ? error : new Error(String(error));
        if (!isRunning()) return;
        const message = error instanceof Error ? error.message : String(error);
        call(Method.ModelDataFailed, this._domain._core(), number, message);
      })
      .catch(report);
  }

  /** @internal */
  override _logger(): string {
    return "models.offline";
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }

  /** @internal The model of a result `[model, root element]`. */
  _opened([handle, root]: Calls[Method.ModelOpen]["result"]): RealTimeModel {
    const known = knownModel(handle);
    if (known !== undefined) return known;
    const model = new RealTimeModel(this._domain, handle, root);
    addModel(model);
    return model;
  }

  private _openState(id: string): number {
    checkFilled(id, "id");
    if (!isRunning()) return 0;
    try {
      return call(Method.ModelOpenState, this._domain._core(), id);
    } catch (error) {
      if (error instanceof ConvergenceError && error.code === "offline") return 0;
      throw error;
    }
  }

  private async _request<M extends Method, T>(method: M, list: Further<M>, then: (result: Calls[M]["result"]) => T): Promise<T> {
    return requestOf(this._domain._core(), method, list, then);
  }
}
