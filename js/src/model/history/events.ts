import type { IConvergenceEvent } from "../../emitter.js";
import type { HistoricalModel } from "./model.js";

/** What the events of a history have in common. All of them are frozen. */
export interface IHistoryEvent extends IConvergenceEvent {
  /** The history. */
  readonly src: HistoricalModel;
  /** A version of the model. */
  readonly version: number;
}

/** The history heads for another version. */
export class HistoryTargetChangedEvent implements IHistoryEvent {
  static readonly NAME = "target_changed";
  /** `target_changed` */
  readonly name = HistoryTargetChangedEvent.NAME;

  constructor(
    readonly src: HistoricalModel,
    /** The version that it heads for. */
    readonly version: number,
  ) {
    Object.freeze(this);
  }
}

/** The history begins to move to a version. */
export class HistoryTransitionStartEvent implements IHistoryEvent {
  static readonly NAME = "transition_start";
  /** `transition_start` */
  readonly name = HistoryTransitionStartEvent.NAME;

  constructor(
    readonly src: HistoricalModel,
    /** The version that it moves to. */
    readonly version: number,
  ) {
    Object.freeze(this);
  }
}

/** The history has stopped moving. */
export class HistoryTransitionEndEvent implements IHistoryEvent {
  static readonly NAME = "transition_end";
  /** `transition_end` */
  readonly name = HistoryTransitionEndEvent.NAME;

  constructor(
    readonly src: HistoricalModel,
    /** The version that it shows now. */
    readonly version: number,
  ) {
    Object.freeze(this);
  }
}
