import { inject, onScopeDispose, provide, type App, type InjectionKey } from "vue";
import type { ConvergenceDomain } from "@convergence-wasm/client";
import { Resources } from "../../resources/resources.js";

/** How components come to a domain: how to connect, or a domain that is connected. */
export interface ConvergenceOptions {
  /** Connects; called at the first need, and never on a server. What it gives is disposed of with what has provided it. */
  connect?: () => Promise<ConvergenceDomain>;
  /** A domain that the application has connected, and disposes of itself. */
  domain?: ConvergenceDomain;
}

const KEY: InjectionKey<Resources> = Symbol("convergence");

/** A plugin, by which all components of an application share one connection, and what they open: `app.use(convergence, { connect })`. */
export const convergence = {
  install(app: App, options: ConvergenceOptions): void {
    const resources = make(options);
    app.provide(KEY, resources);
    app.onUnmount(resources.retain());
  },
};

/** Has the components below the one that calls this share one connection, and what they open. */
export function provideConvergence(options: ConvergenceOptions): void {
  const resources = make(options);
  provide(KEY, resources);
  onScopeDispose(resources.retain());
}

/** What the components of this part of the application share. */
export function useResources(): Resources {
  const resources = inject(KEY, null);
  if (resources === null) throw new Error("there is no connection here: call app.use(convergence, …), or provideConvergence in a component above");
  return resources;
}

function make({ connect, domain }: ConvergenceOptions): Resources {
  if (domain !== undefined) return new Resources(() => Promise.resolve(domain), false);
  if (connect === undefined) throw new TypeError("Convergence needs connect or domain");
  return new Resources(connect, true);
}
