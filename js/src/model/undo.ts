import { Handles } from "../core/handles.js";
import { call, ex, settle } from "../core/wasm.js";
import { ConvergenceEventEmitter, type IConvergenceEvent } from "../emitter.js";
import type { FrameOf } from "../generated/calls.js";
import { type Frame, Method, Undo, UndoEventCode } from "../generated/numbers.js";
import { eventClass } from "../records.js";
import type { RealTimeElement } from "./elements/element.js";
import type { RealTimeModel } from "./model.js";

const known = new Handles<UndoManager>((handle) => ex.undo(handle, Undo.Close));

/** What an undo manager takes back, and how much of it. */
export interface UndoManagerOptions {
  /** The element or elements whose edits are taken back, with all that is in them. Default: the whole model. */
  readonly scope?: RealTimeElement | readonly RealTimeElement[];
  /** Whose edits are taken back: those made in `RealTimeModel.withOrigin` of one of these; "" stands for edits without an origin. Default: these only. */
  readonly origins?: readonly string[];
  /** How long after an edit the next one still belongs to the same step, in milliseconds. With 0 every edit is a step. Default: 500. */
  readonly captureTimeout?: number;
  /** How many steps are kept at most. Default: 10,000. */
  readonly maxSteps?: number;
  /** About how many bytes the steps take at most. Default: 16 MiB. */
  readonly maxBytes?: number;
  /**
   * Whether the steps are kept in the offline store, so that this tab has them again after a reload; where there is no store they end with the page.
   * They are those of one manager of a model at a time, the newest that asks for it. Default: false.
   */
  readonly keep?: boolean;
}

/** A step of an undo manager: what is undone, or done again, at once. */
export interface UndoStackItem {
  /** For whatever the application wants to know of the step, such as where the cursor was. */
  readonly meta: Map<unknown, unknown>;
}

interface StackItemEvent<N extends string> extends IConvergenceEvent<N> {
  /** The undo manager. */
  readonly src: UndoManager;
  /** The step. */
  readonly stackItem: UndoStackItem;
  /** Whether it is, or was, one to be undone or to be done again. */
  readonly type: "undo" | "redo";
}

/** An edit has begun a new step, or undoing one has made a step that does it again. */
export interface StackItemAddedEvent extends StackItemEvent<"stack-item-added"> {}
export const StackItemAddedEvent = eventClass<StackItemAddedEvent>()("stack-item-added", "src stackItem type");

/** A step was undone or done again: what it did is there by now. */
export interface StackItemPoppedEvent extends StackItemEvent<"stack-item-popped"> {}
export const StackItemPoppedEvent = eventClass<StackItemPoppedEvent>()("stack-item-popped", "src stackItem type");

/**
 * Undo and redo of what this client does in a model. What others have done stays as it is, and
 * what comes back has the ids that it had. Comes from `RealTimeModel.undoManager`.
 */
export class UndoManager extends ConvergenceEventEmitter<StackItemAddedEvent | StackItemPoppedEvent> {
  /** The names of the events. */
  static readonly Events = Object.freeze({ STACK_ITEM_ADDED: "stack-item-added", STACK_ITEM_POPPED: "stack-item-popped" } as const);

  private readonly _items = new Map<number, UndoStackItem>();
  private _handle: number; // 0 when it is closed: another one may have got the number since

  /** @internal */
  constructor(
    private readonly _model: RealTimeModel,
    { scope = [], captureTimeout = 500, maxSteps = 0, maxBytes = 0, keep, origins = [] }: UndoManagerOptions,
  ) {
    super();
    const elements = [scope].flat().map((element) => element._handle);
    this._handle = call(Method.ModelUndo, _model._handle, elements, captureTimeout, maxSteps, maxBytes, !!keep, origins);
    known.add(this._handle, this);
    _model._kept.add(this);
  }

  /** Takes back the newest step of which something is left. Returns whether there was one. Throws where an edit would, and in a batch. */
  undo(): boolean {
    return this._do(Undo.Undo);
  }

  /** Does the step again that was undone last, unless something was edited since. Returns whether there was one. */
  redo(): boolean {
    return this._do(Undo.Redo);
  }

  /** Whether there is a step to undo. */
  canUndo(): boolean {
    return this._do(Undo.CanUndo);
  }

  /** Whether there is a step to do again. */
  canRedo(): boolean {
    return this._do(Undo.CanRedo);
  }

  /** Has the next edit begin a new step. */
  stopCapturing(): void {
    this._do(Undo.Stop);
  }

  /** Forgets all steps. */
  clear(): void {
    this._do(Undo.Clear);
  }

  /** Ends the undo manager: edits are not noted any more, and nothing else may be called. */
  close(): void {
    this._do(Undo.Close);
    this._handle = 0;
    this._model._kept.delete(this);
  }

  private _do(what: Undo): boolean {
    return settle(ex.undo(this._handle, what)) === 1;
  }

  /** @internal */
  _frame(event: UndoEventCode, step: number, redo: boolean): void {
    const item = this._items.get(step) ?? { meta: new Map() };
    const type = redo ? "redo" : "undo";
    this._items.delete(step);
    if (event === UndoEventCode.Popped) this._emit(new StackItemPoppedEvent(this, item, type));
    if (event !== UndoEventCode.Added) return;
    this._items.set(step, item);
    this._emit(new StackItemAddedEvent(this, item, type));
  }
}

/** Tells an undo manager what happened to a step. */
export function undoFrame([, handle, event, step, redo]: FrameOf<Frame.UndoEvent>): void {
  known.get(handle)?._frame(event, step, redo);
}
