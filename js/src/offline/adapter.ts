// The offline store of an application's choice.
import { ambient } from "../environment.js";
import { ConvergenceError, notSupported } from "../errors.js";

function deletion(name: string): IDBOpenDBRequest {
  try {
    return (ambient<IDBFactory>("indexedDB") as IDBFactory).deleteDatabase(name);
  } catch (error) {
    const unavailable = new ConvergenceError("The database cannot be deleted: there is no IndexedDB here", "unavailable");
    unavailable.cause = error;
    throw unavailable;
  }
}

/** @internal The name of the database of a user; the same as in pkg/storage. */
export function databaseName(namespace: string, domainId: string, username: string): string {
  for (const [what, part] of [["namespace", namespace], ["domain id", domainId], ["username", username]] as const) {
    if (typeof part !== "string" || part === "") throw new ConvergenceError(`The ${what} of an offline store must not be empty`, "invalid_argument");
  }
  const escape = (part: string) => part.replace(/%/g, "%25").replace(/\//g, "%2F");
  return `convergence.offline.storage:${escape(namespace)}/${escape(domainId)}/${username}`;
}

/**
 * Keeps models in the browser's IndexedDB. Give one as
 * `options.offline.storage`. The records themselves are written by the core.
 */
export class IdbStorageAdapter {
  private _name: string | null = null;
  private _disposed = false;

  /** `Indexed DB Storage` */
  adapterId(): string {
    return "Indexed DB Storage";
  }

  /** Chooses the database of a user. The domain calls it. Rejects with code `invalid_argument` for an empty part. */
  initialize(namespace: string, domainId: string, username: string): Promise<void> {
    try {
      this._name = databaseName(namespace, domainId, username);
    } catch (error) {
      return Promise.reject(error);
    }
    return Promise.resolve();
  }

  /** Whether a database was chosen. */
  isInitialized(): boolean {
    return this._name !== null;
  }

  /** Ends the use of the adapter. Throws when it was not initialized, or twice. */
  dispose(): void {
    if (this._name === null) throw new ConvergenceError("The storage adapter is not initialized", "not_initialized");
    if (this._disposed) throw new ConvergenceError("The storage adapter is disposed already", "disposed");
    this._disposed = true;
  }

  /** Whether `dispose` was called. */
  isDisposed(): boolean {
    return this._disposed;
  }

  /** Deletes the database with everything in it, what the server has not got included. Dispose the domain first: rejects with code `blocked` while a tab uses it, with `not_initialized`, and with `unavailable` where there is no IndexedDB. */
  destroy(): Promise<void> {
    const name = this._name;
    if (name === null) return Promise.reject(new ConvergenceError("The storage adapter is not initialized", "not_initialized"));
    try {
      ambient<Storage>("localStorage")?.removeItem(name); // a loss on purpose
    } catch {
      // It may be there and forbidden: then nobody remembers the database there.
    }
    return new Promise((resolve, reject) => {
      const request = deletion(name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error ?? new Error("the database could not be deleted"));
      request.onblocked = () => reject(new ConvergenceError("The database is in use by another tab", "blocked"));
    });
  }

  /** Not available: the core keeps records, see docs/offline.md. Throws. */
  modelStore(): never {
    throw notSupported("IdbStorageAdapter.modelStore()");
  }

  /** Not available: the core keeps records, see docs/offline.md. Throws. */
  identityStore(): never {
    throw notSupported("IdbStorageAdapter.identityStore()");
  }
}
