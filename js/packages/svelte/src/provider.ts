import { getContext, onDestroy, setContext } from "svelte";
import type { ConvergenceDomain } from "@convergence-wasm/client";
import { Resources } from "../../resources/resources.js";

/** How components come to a domain: how to connect, or a domain that is connected. */
export interface ConvergenceOptions {
  /** Connects; called at the first need, and never on a server. What it gives is disposed of with the component that has provided it. */
  connect?: () => Promise<ConvergenceDomain>;
  /** A domain that the application has connected, and disposes of itself. */
  domain?: ConvergenceDomain;
}

const KEY = Symbol("convergence");

/** Has the component that calls this and those below it share one connection, and what they open. */
export function setConvergence({ connect, domain }: ConvergenceOptions): void {
  if (domain === undefined && connect === undefined) throw new TypeError("setConvergence needs connect or domain");
  const resources = domain === undefined ? new Resources(connect as () => Promise<ConvergenceDomain>, true) : new Resources(() => Promise.resolve(domain), false);
  setContext(KEY, resources);
  onDestroy(resources.retain());
}

/** What the components of this part of the application share. */
export function resourcesHere(): Resources {
  const resources = getContext<Resources | undefined>(KEY);
  if (resources === undefined) throw new Error("there is no connection here: call setConvergence in a component above");
  return resources;
}
