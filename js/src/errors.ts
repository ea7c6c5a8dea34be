/** Details of an error: plain data that depends on the code. */
export interface ErrorDetails {
  readonly [key: string]: unknown;
}

/**
 * Something failed on the side of the client: a time-out, a missing
 * connection, a value that cannot be shared. `code` says what.
 */
export class ConvergenceError extends Error {
  private readonly _code: string | undefined;
  private readonly _details: ErrorDetails;

  /**
   * @param message what happened, for people
   * @param code what happened, for programs
   * @param details more about it; depends on the code
   */
  constructor(message?: string, code?: string, details: ErrorDetails = {}) {
    super(message);
    this.name = "ConvergenceError";
    this._code = code;
    this._details = details;
  }

  /** What happened, for programs; undefined when there is no code for it. */
  get code(): string | undefined {
    return this._code;
  }

  /** More about what happened; depends on the code. */
  get details(): ErrorDetails {
    return this._details;
  }
}

/** The server answered a request with an error. Not a `ConvergenceError`. */
export class ConvergenceServerError extends Error {
  private readonly _code: string;
  private readonly _details: ErrorDetails;

  /**
   * @param message what happened, for people
   * @param code the server's code
   * @param details more about it; depends on the code
   */
  constructor(message: string, code: string, details: ErrorDetails = {}) {
    super(message);
    this.name = "ConvergenceServerError";
    this._code = code;
    this._details = details;
  }

  /** The server's code, for example `model_not_found`. */
  get code(): string {
    return this._code;
  }

  /** More about what happened; depends on the code. */
  get details(): ErrorDetails {
    return this._details;
  }
}

/** @internal The error of something this version cannot do yet. */
export function notSupported(what: string): ConvergenceError {
  return new ConvergenceError(`${what} is not supported by this version`, "not_supported");
}

/** @internal Makes the error of `[class, code, message, details]`. */
export function errorOf(wire: unknown): Error {
  const [kind, code, message, details] = wire as [number, string | null, string, ErrorDetails | null];
  switch (kind) {
    case 1:
      return new Error(message);
    case 2:
      return new TypeError(message);
    case 3:
      return new RangeError(message);
    case 4:
      return new ConvergenceServerError(message, code ?? "unknown", details ?? {});
  }
  return new ConvergenceError(message, code || undefined, details ?? {});
}
