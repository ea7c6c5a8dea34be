import type { ConvergenceDomain } from "./domain/domain.js";
import type { IConvergenceEvent } from "./emitter.js";
import { eventClass } from "./records.js";

/** Something went wrong that no call could report. */
export interface ErrorEvent extends IConvergenceEvent<"error"> {
  /** The domain. */
  readonly domain: ConvergenceDomain;
  /** What went wrong. */
  readonly message: string;
  /** The error behind it. */
  readonly cause?: unknown;
}
export const ErrorEvent = eventClass<ErrorEvent>()("error", "domain message cause");
