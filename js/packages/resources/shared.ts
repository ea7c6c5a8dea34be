/** What nobody uses any more stays for this time, in ms: what is mounted twice in development, or moves to another place, has it still. */
const LINGER = 1000;
/** What was asked for, and nobody has begun to use: React may not have finished a tree yet. */
const UNCLAIMED = 10000;

/** Something that is opened once for all that use it, and closed when none does. */
export class Shared<T> {
  /** Always the same one. */
  readonly promise: Promise<T>;
  private users = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hasEnded = false;

  /** `forget` is called before it is closed: who asks afterwards has it opened anew. */
  constructor(
    open: () => Promise<T>,
    private readonly close: (value: T) => unknown,
    private readonly forget: () => void,
  ) {
    this.promise = open();
    this.promise.then(
      () => this.endAfter(UNCLAIMED),
      // A boundary shows the error; who tries again later tries indeed.
      () => setTimeout(() => this.end(), LINGER),
    );
  }

  /** Whether it was closed. */
  isOver(): boolean {
    return this.hasEnded;
  }

  /** Keeps it open until the result is called, once. */
  retain(): () => void {
    this.users++;
    clearTimeout(this.timer);
    return () => {
      if (--this.users === 0) this.endAfter(LINGER);
    };
  }

  /** Closes it, whoever uses it. */
  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearTimeout(this.timer);
    this.forget();
    // What cannot be closed any more is closed already.
    this.promise.then(this.close).catch(() => {});
  }

  private endAfter(time: number): void {
    clearTimeout(this.timer);
    if (this.users === 0) this.timer = setTimeout(() => this.end(), time);
  }
}
