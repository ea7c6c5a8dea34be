import type { IConvergenceEvent } from "../../emitter.js";
import { eventClass } from "../../records.js";
import type { HistoricalModel } from "./model.js";

/** What the events of a history have in common. All of them are frozen. */
export interface IHistoryEvent<N extends string = string> extends IConvergenceEvent<N> {
  /** The history. */
  readonly src: HistoricalModel;
  /** A version of the model. */
  readonly version: number;
}

/** The history heads for another version. */
export interface HistoryTargetChangedEvent extends IHistoryEvent<"target_changed"> {
  /** The version that it heads for. */
  readonly version: number;
}
export const HistoryTargetChangedEvent = eventClass<HistoryTargetChangedEvent>()("target_changed", "src version");

/** The history begins to move to a version. */
export interface HistoryTransitionStartEvent extends IHistoryEvent<"transition_start"> {
  /** The version that it moves to. */
  readonly version: number;
}
export const HistoryTransitionStartEvent = eventClass<HistoryTransitionStartEvent>()("transition_start", "src version");

/** The history has stopped moving. */
export interface HistoryTransitionEndEvent extends IHistoryEvent<"transition_end"> {
  /** The version that it shows now. */
  readonly version: number;
}
export const HistoryTransitionEndEvent = eventClass<HistoryTransitionEndEvent>()("transition_end", "src version");
