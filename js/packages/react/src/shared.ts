import { use, useContext, useEffect, useReducer } from "react";
import { ResourcesContext, type Resources } from "./resources.js";

/** What nobody uses any more stays for this time, in ms: a tree that is mounted twice in development, or moves to another place, has it still. */
const LINGER = 1000;
/** What was asked for within a tree that React has not finished yet. */
const UNCLAIMED = 10000;

/** Something that is opened once for all components that use it, and closed when none does. */
export class Shared<T> {
  /** Always the same one, as React asks for. */
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

/** The resources of the provider above. Throws where there is none, and where nothing can be connected: on a server. */
function useResources(): Resources {
  const resources = useContext(ResourcesContext);
  if (resources === null) throw new Error("there is no ConvergenceProvider above this component");
  // The nearest Suspense boundary sends its fallback, and the browser renders what is within.
  if (typeof document === "undefined") throw new Error("what is shared is rendered in the browser: the server sends the fallback");
  return resources;
}

/** What `find` names, opened; suspends until it is. It stays open as long as a component has it. */
export function useShared<T>(find: (resources: Resources) => Shared<T>): T {
  const [, renderAgain] = useReducer((n: number) => n + 1, 0);
  const shared = find(useResources());
  const value = use(shared.promise);
  useEffect(() => {
    // React has taken longer than it was kept.
    if (shared.isOver()) return renderAgain();
    return shared.retain();
  }, [shared]);
  return value;
}
