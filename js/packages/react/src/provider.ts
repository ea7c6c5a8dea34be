import { createContext, createElement, Suspense, useEffect, useMemo, type ReactNode } from "react";
import type { ConvergenceDomain } from "@convergence-wasm/client";
import { Resources } from "../../resources/resources.js";
import { useShared } from "./shared.js";

/** What a provider is given: how to connect, or a domain that is connected. */
export interface ProviderProps {
  /** Connects; called at the first need, and never on a server. What it gives is disposed of with the provider. Only the first one counts. */
  connect?: () => Promise<ConvergenceDomain>;
  /** A domain that the application has connected, and disposes of itself. */
  domain?: ConvergenceDomain;
  /** Shown until what is below has what it uses, unless a Suspense boundary nearer to it shows something. */
  fallback?: ReactNode;
  children?: ReactNode;
}

/** The resources of the nearest provider. */
export const ResourcesContext = createContext<Resources | null>(null);

/**
 * Has the components below share one connection, and what they open. Throws a TypeError
 * when it is given neither `connect` nor `domain`.
 */
export function ConvergenceProvider({ connect, domain, fallback = null, children }: ProviderProps): ReactNode {
  if (connect === undefined && domain === undefined) throw new TypeError("ConvergenceProvider needs connect or domain");
  // A new function with every render is no other server.
  const resources = useMemo(() => new Resources(domain === undefined ? (connect as () => Promise<ConvergenceDomain>) : () => Promise.resolve(domain), domain === undefined), [domain]);
  // The connection stays, also while nobody below uses it.
  useEffect(() => resources.retain(), [resources]);
  return createElement(ResourcesContext.Provider, { value: resources }, createElement(Suspense, { fallback }, children));
}

/** The domain of the provider above, connected; suspends until it is. */
export function useDomain(): ConvergenceDomain {
  return useShared((resources) => resources.domain());
}
