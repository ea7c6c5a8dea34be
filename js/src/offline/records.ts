// Stores that the application brings, and how the core speaks to them.
import type { FrameOf } from "../generated/calls.js";
import { Method, type Frame } from "../generated/numbers.js";
import type { Wire } from "../core/frames.js";
import { report } from "../core/dispatch.js";
import { args, isRunning, send } from "../core/wasm.js";

/** One entry of a store. */
export interface IStoredRecord {
  /** What the record is found by. */
  readonly key: Uint8Array;
  /** What it holds. */
  readonly value: Uint8Array;
}

/**
 * One step of a transaction. `put` writes a record, `delete` removes the one of a key
 * if there is one, `delete-range` all with `from <= key < to`, a `to` of `null` being the
 * end. A `check` is satisfied when the record has exactly this value; `null` means that
 * there must be none.
 */
export type StorageChange =
  | { readonly type: "put"; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: "delete"; readonly key: Uint8Array }
  | { readonly type: "delete-range"; readonly from: Uint8Array; readonly to: Uint8Array | null }
  | { readonly type: "check"; readonly key: Uint8Array; readonly value: Uint8Array | null };

/**
 * Records of bytes, in the order of their keys compared byte by byte. It is
 * called once at a time. A promise that rejects means that nothing was done; an
 * error whose `code` or `name` is `quota` (or `QuotaExceededError`), `lost`,
 * `blocked`, `version` or `unavailable` says why, all others are tried again.
 */
export interface IRecordStore {
  /**
   * Makes all changes or none. The checks are of the state before; when one fails
   * the promise resolves with `false`. When it resolves with anything else the
   * changes are as durable as `state` says.
   */
  apply(changes: readonly StorageChange[]): Promise<boolean | void>;
  /** The records with `from <= key < to`, in order, at most `limit`. A `to` of `null` is the end of the store, a `limit` of 0 means all. */
  range(from: Uint8Array, to: Uint8Array | null, limit: number): Promise<readonly IStoredRecord[]>;
  /** How safe the records are. Default: `best-effort`. */
  state?(): "durable" | "best-effort" | "memory";
  /** Ends the use of the store. */
  close(): Promise<void>;
}

/** A store of the application's own, for `options.offline.storage`. */
export interface IStorageAdapter {
  /** A name for people. */
  adapterId?(): string;
  /** Chooses the records of a user. Called before `openRecords`. */
  initialize(namespace: string, domainId: string, username: string): Promise<void>;
  /** Opens the records. Called again after the store has said that it was lost or blocked. */
  openRecords(): Promise<IRecordStore>;
}

/** @internal */
export function isAdapter(value: unknown): value is IStorageAdapter {
  const { initialize, openRecords } = (value ?? {}) as Partial<IStorageAdapter>;
  return typeof initialize === "function" && typeof openRecords === "function";
}

interface Opened {
  readonly adapter: IStorageAdapter;
  store: IRecordStore | null;
  /** The end of what was asked for before. */
  last: Promise<void>;
}

const adapters = new Map<number, Opened>();

/** @internal Makes an adapter known to the core; the result is its number. */
export function addAdapter(adapter: IStorageAdapter): number {
  adapters.set(adapters.size + 1, { adapter, store: null, last: Promise.resolve() });
  return adapters.size;
}

const KINDS = ["", "put", "delete", "delete-range", "check"] as const;
const NOTHING = new Uint8Array(0);

/** Has a store do something, after what it was asked before. */
export function storeFrame([, number, request, what, ...rest]: FrameOf<Frame.StoreRequest>): void {
  const opened = adapters.get(number) as Opened;
  opened.last = opened.last
    .then(() => perform(opened, what, rest))
    .then(
      (payload) => answer(request, null, "", payload),
      (error: unknown) => answer(request, codeOf(error), error instanceof Error ? error.message : String(error), null),
    )
    .catch(report);
}

async function perform(opened: Opened, what: number, rest: readonly Wire[]): Promise<Wire> {
  if (what === 0) {
    const [namespace, id, username] = rest as [string, string, string];
    await opened.adapter.initialize(namespace, id, username);
    opened.store = await opened.adapter.openRecords();
    return opened.store.state?.() ?? "best-effort";
  }
  const store = opened.store as IRecordStore;
  if (what === 1) {
    if ((await store.apply(changesOf(rest[0] as Wire[]))) === false) throw { code: "conflict", message: "a check failed" };
    return null;
  }
  if (what === 2) {
    const [from, to, limit] = rest as [Uint8Array, Uint8Array | null, number];
    return (await store.range(from, to, limit)).flatMap(({ key, value }) => [key, value]);
  }
  return store.close().then(() => null);
}

function changesOf(list: readonly Wire[]): StorageChange[] {
  const changes: StorageChange[] = [];
  for (let i = 0; i < list.length; i += 3) {
    const type = KINDS[list[i] as number];
    const [key, value] = [list[i + 1] as Uint8Array, list[i + 2] as Uint8Array | null];
    if (type === "put") changes.push({ type, key, value: value ?? NOTHING });
    else if (type === "delete") changes.push({ type, key });
    else if (type === "delete-range") changes.push({ type, from: key, to: value });
    else if (type === "check") changes.push({ type, key, value });
  }
  return changes;
}

function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (name === "QuotaExceededError") return "quota";
  return typeof code === "string" ? code : "abort";
}

function answer(request: number, code: string | null, message: string, payload: Wire): void {
  if (!isRunning()) return;
  const writer = args(4);
  writer.number(request);
  writer.write(code);
  writer.text(message);
  writer.write(payload);
  send(Method.StoreAnswer);
}
