// How a domain comes to its offline store.
import { Method } from "../generated/numbers.js";
import { IdbStorageAdapter } from "../offline/adapter.js";
import { hasLocks } from "../offline/locks.js";
import { addAdapter } from "../offline/records.js";
import type { CoreHandle } from "./core-handle.js";
import type { ConvergenceDomain } from "./domain.js";
import { onHiding } from "./waking.js";

/** Opens the store of a domain, for one user, and notifies the core when the page may end. */
export class StoreOpening {
  private _opened: Promise<void> | null = null;
  /** Ends listening to the page. */
  private _unlisten: () => void = () => undefined;

  constructor(
    private readonly _domain: ConvergenceDomain,
    private readonly _handle: CoreHandle,
  ) {}

  /** Whether a store is open, or being opened. */
  hasBegun(): boolean {
    return this._opened !== null;
  }

  /** Opens the store, once. */
  open(username: string): Promise<void> {
    return (this._opened ??= this._open(username));
  }

  dispose(): void {
    this._unlisten();
  }

  private async _open(username: string): Promise<void> {
    const { storage, modelSnapshotInterval } = this._domain.options().offline;
    const own = storage instanceof IdbStorageAdapter;
    if (own) void storage.initialize(this._domain.namespace(), this._domain.id(), username);
    const store = own || storage === undefined ? 0 : addAdapter(storage);
    await this._handle.request(Method.OfflineInitialize, () => undefined, username, hasLocks(), modelSnapshotInterval, store);
    // The store, which listens by now, must hear first that the page is left.
    this._unlisten = onHiding((how) => this._domain.storage()._hide(how));
  }
}
