// The domains that the core knows, by handle.
import { Method } from "../generated/numbers.js";
import { call, isRunning, onDeath } from "../core/wasm.js";
import { onAnnounce } from "../offline/locks.js";
import type { ConvergenceDomain } from "./domain.js";

const domains = new Map<number, ConvergenceDomain>();

onDeath(() => domains.clear());
// Another tab has a connection: those that wait for one try at once.
onAnnounce(() => {
  for (const handle of domains.keys()) if (isRunning()) call(Method.DomainOnline, handle);
});

/** Makes a domain known. */
export function addDomain(handle: number, domain: ConvergenceDomain): void {
  domains.set(handle, domain);
}

/** Forgets a domain. */
export function removeDomain(handle: number): void {
  domains.delete(handle);
}

/** The domain of a handle, unless it is disposed. */
export function domainOf(handle: number): ConvergenceDomain | undefined {
  return domains.get(handle);
}
