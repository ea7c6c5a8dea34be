// The domains that the core knows, by handle.
import { onDeath } from "../core/wasm.js";
import type { ConvergenceDomain } from "./domain.js";

const domains = new Map<number, ConvergenceDomain>();

onDeath(() => domains.clear());

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
