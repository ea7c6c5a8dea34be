import type { ConvergenceDomain } from "./domain/domain.js";
import type { IConvergenceEvent } from "./emitter.js";

/** Something went wrong that no call could report. */
export class ErrorEvent implements IConvergenceEvent {
  static readonly NAME = "error";
  /** `error` */
  readonly name = ErrorEvent.NAME;

  constructor(
    /** The domain. */
    readonly domain: ConvergenceDomain,
    /** What went wrong. */
    readonly message: string,
    /** The error behind it. */
    readonly cause?: unknown,
  ) {
    Object.freeze(this);
  }
}
