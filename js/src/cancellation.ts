/** Aborts a connection that is being made: pass it to a connect function, then call `cancel`. */
export class CancellationToken {
  private _abort: (() => void) | null = null;
  private _cancelled = false;

  /** Makes a token. */
  static create(): CancellationToken {
    return new CancellationToken();
  }

  /**
   * Aborts the attempt; its promise rejects with a ConvergenceError of code
   * `cancelled`. Throws when no connect function has the token yet, or when it
   * was cancelled before.
   */
  cancel(): void {
    if (this._abort === null) throw new Error("the token must be passed to a connect function before it can be cancelled");
    if (this._cancelled) throw new Error("the token is cancelled already");
    this._cancelled = true;
    this._abort();
  }

  /** Whether a connect function has the token. */
  isBound(): boolean {
    return this._abort !== null;
  }

  /** @internal Gives the token to an attempt. */
  _bind(abort: () => void): void {
    if (this._abort !== null) throw new Error("a token can be passed to one connect function only");
    this._abort = abort;
  }
}
