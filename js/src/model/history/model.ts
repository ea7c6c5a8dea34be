import { checkIndex, describe } from "../../arguments.js";
import { Handles } from "../../core/handles.js";
import { HistoryEventCode, Method, type Frame } from "../../generated/numbers.js";
import { HISTORY_BITS, HistoryBit } from "../../generated/masks.js";
import type { Calls, FrameOf } from "../../generated/calls.js";
import { requestOf } from "../../core/promises.js";
import { call, ex, settle } from "../../core/wasm.js";
import type { ConvergenceDomain } from "../../domain/domain.js";
import type { ConvergenceSession } from "../../domain/session.js";
import { ConvergenceEventEmitter } from "../../emitter.js";
import { elementOf } from "../elements/registry.js";
import type { ElementOwner } from "../elements/node.js";
import type { ObservableModel } from "../observable.js";
import type { Path, PathElement } from "../path.js";
import { isDate } from "../value.js";
import { HistoricalUndefined, type HistoricalElement, type HistoricalObject } from "./elements.js";
import { HistoryTargetChangedEvent, HistoryTransitionEndEvent, HistoryTransitionStartEvent } from "./events.js";

const known = new Handles<HistoricalModel>((handle) => ex.release_history(handle));

/** What a history is of, and which versions there are. */
type Opened = readonly [id: string, collection: string, created: number, modified: number, newest: number, oldest: number, began: number];

/**
 * A model at any of its versions, for reading. Comes from
 * `ModelService.history` and shows the newest version of that moment first.
 */
export class HistoricalModel
  extends ConvergenceEventEmitter
  implements ElementOwner<HistoricalElement>, ObservableModel
{
  /** Histories emit the first three. The others are those that all models have; a history is never closed or deleted. */
  static readonly Events = Object.freeze({
    TARGET_VERSION_CHANGED: "target_changed",
    TRANSITION_START: "transition_start",
    TRANSITION_END: "transition_end",
    CLOSED: "closed",
    DELETED: "deleted",
    VERSION_CHANGED: "version_changed",
  } as const);

  /** @internal */
  readonly _isHistory = true;
  /** @internal */
  readonly _kept = new Set<object>();
  private readonly _handle: number;
  private readonly _root: HistoricalObject;
  private readonly _is: Opened;
  private _none: HistoricalUndefined | null = null;
  private _mask = 0;

  /** @internal */
  constructor(
    /** @internal */ readonly _domain: ConvergenceDomain,
    [handle, root, ...is]: Calls[Method.HistoryOpen]["result"],
  ) {
    super();
    this._handle = handle;
    this._is = is;
    known.add(handle, this);
    this._root = elementOf(root, this) as HistoricalObject;
  }

  /** The session of the domain. */
  session(): ConvergenceSession {
    return this._domain.session();
  }

  /** The id of the model, unique within the domain. */
  modelId(): string {
    return this._is[0];
  }

  /** The collection that the model belongs to. */
  collectionId(): string {
    return this._is[1];
  }

  /** When the shown version came to be: at version 1 the creation time. */
  time(): Date {
    return new Date(this._info()[3]);
  }

  /** When the oldest version came to be that the server keeps: with the whole history, when the model was created. */
  minTime(): Date {
    return new Date(this._is[6]);
  }

  /** When the newest version came to be. */
  maxTime(): Date {
    return new Date(this._is[3]);
  }

  /** When the model was created. */
  createdTime(): Date {
    return new Date(this._is[2]);
  }

  /** The version that is shown. The first one is 1. */
  version(): number {
    return this._info()[0];
  }

  /**
   * The oldest version that the server keeps; 0, which `playTo` takes for 1, when that is the
   * whole history.
   */
  minVersion(): number {
    return this._is[5];
  }

  /** The newest version at the moment when the history was opened. */
  maxVersion(): number {
    return this._is[4];
  }

  /** The version that the history heads for; the shown one when it does not move. */
  targetVersion(): number {
    return this._info()[1];
  }

  /** Whether the history is on the way to another version. */
  isTransitioning(): boolean {
    const [version, target, , , moving] = this._info();
    return moving || version !== target;
  }

  /** The object at the top. */
  root(): HistoricalObject {
    return this._root;
  }

  /** The element at a path from the root; the undefined element when there is none. */
  elementAt(path: Path): HistoricalElement;
  /** The same, with the parts of the path as arguments. */
  elementAt(...path: PathElement[]): HistoricalElement;
  elementAt(...path: unknown[]): HistoricalElement {
    return this._root.elementAt(...(path as PathElement[]));
  }

  /**
   * Shows a version. Resolves when it is shown. Plays that wait are made one
   * after the other. Throws a RangeError for a version below 0 or above the
   * newest; 0 stands for the oldest. Rejects with `version_not_kept` for one that the server does not keep any more.
   */
  playTo(version: number): Promise<void> {
    checkIndex(version, "version");
    if (version > this._is[4]) {
      throw new RangeError(`version is out of range: ${version}, but the newest is ${this._is[4]}`);
    }
    return this._play(Method.HistoryPlay, version);
  }

  /** Shows the version that the model had at a time: the last one that is not later. Throws a TypeError for what is no valid Date. */
  playToTime(time: Date): Promise<void> {
    if (!isDate(time) || Number.isNaN(time.getTime())) {
      throw new TypeError(`time must be a valid Date, but is ${describe(time)}`);
    }
    return this._play(Method.HistoryPlayToTime, time.getTime());
  }

  /** Goes forward from the version that the history heads for. Throws a RangeError beyond the newest. */
  forward(versions = 1): Promise<void> {
    return this._go(versions, 1);
  }

  /** Goes back from the version that the history heads for. Throws a RangeError below version 1. */
  backward(versions = 1): Promise<void> {
    return this._go(versions, -1);
  }

  /** @internal */
  _undefined(): HistoricalElement {
    return (this._none ??= new HistoricalUndefined(this));
  }

  /** @internal */
  override _listening(): void {
    const mask = this._listened(HISTORY_BITS, HistoryBit.All);
    if (mask === this._mask) return;
    this._mask = mask;
    settle(ex.history_listen(this._handle, mask));
  }

  /** @internal */
  override _reportsTo(): ConvergenceEventEmitter | null {
    return this._domain;
  }

  private _go(versions: number, sign: number): Promise<void> {
    checkIndex(versions, "versions");
    const to = this.targetVersion() + sign * versions;
    if (versions < 1 || to < 1 || to > this._is[4]) {
      throw new RangeError(`versions is out of range: ${versions} from version ${this.targetVersion()} of 1 to ${this._is[4]}`);
    }
    return this.playTo(to);
  }

  private _play(method: Method.HistoryPlay | Method.HistoryPlayToTime, to: number): Promise<void> {
    return requestOf(this._handle, method, [to], () => {
      // Until here the promise holds the history: it must not be collected on the way.
      void this._handle;
    });
  }

  private _info(): [version: number, target: number, max: number, time: number, moving: boolean] {
    return call(Method.HistoryInfo, this._handle);
  }
}

/** The history of a handle, if its object exists. */
export function knownHistory(handle: number): HistoricalModel | undefined {
  return known.get(handle);
}

/** Tells a history what happened to it. */
export function historyFrame([, handle, event, version]: FrameOf<Frame.HistoryEvent>): void {
  const history = known.get(handle);
  if (history === undefined) return;
  const type = {
    [HistoryEventCode.TargetChanged]: HistoryTargetChangedEvent,
    [HistoryEventCode.TransitionStart]: HistoryTransitionStartEvent,
    [HistoryEventCode.TransitionEnd]: HistoryTransitionEndEvent,
  }[event];
  if (type !== undefined) history._emit(new type(history, version));
}
