import type { ConvergenceDomain } from "@convergence-wasm/client";
import { Shared } from "./shared.js";

/** What components have open together, by name. */
export class Resources {
  private readonly all = new Map<string, Shared<any>>();
  /** How many keep the domain, once there is one. */
  private keepers = 0;
  private releaseDomain: (() => void) | null = null;

  /** `own`: the domain was made for these components, and goes with them. */
  constructor(
    private readonly connect: () => Promise<ConvergenceDomain>,
    private readonly own: boolean,
  ) {}

  /** The domain, connected. */
  domain(): Shared<ConvergenceDomain> {
    const close = (domain: ConvergenceDomain) => (this.own ? domain.dispose() : undefined);
    const domain = this.get("domain", this.connect, close, () => (this.releaseDomain = null));
    if (this.keepers > 0) this.releaseDomain ??= domain.retain();
    return domain;
  }

  /** Keeps the domain connected, once there is one, until the result is called. */
  retain(): () => void {
    this.keepers++;
    if (this.all.has("domain")) this.domain();
    return () => {
      if (--this.keepers > 0) return;
      this.releaseDomain?.();
      this.releaseDomain = null;
    };
  }

  /** What has that name, opened with the domain if it is not open. */
  open<T>(name: string, open: (domain: ConvergenceDomain) => Promise<T>, close: (value: T) => unknown): Shared<T> {
    return this.get(name, () => this.domain().promise.then(open), close);
  }

  private get<T>(name: string, open: () => Promise<T>, close: (value: T) => unknown, over: () => unknown = () => {}): Shared<T> {
    let shared = this.all.get(name);
    if (shared === undefined) {
      const made: Shared<T> = new Shared(open, close, () => {
        if (this.all.get(name) === made) this.all.delete(name);
        over();
      });
      this.all.set(name, (shared = made));
    }
    return shared;
  }
}
