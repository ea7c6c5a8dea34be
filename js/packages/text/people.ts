import type { DomainUser } from "@convergence-wasm/client";

/** Somebody who has the text open: one user may have it open in several sessions. */
export interface Person {
  readonly user: DomainUser;
  readonly sessionId: string;
}

/** The colour of a user, the same on every screen. White text on it is always readable. */
export function colourOf({ user }: Person): string {
  // FNV-1a, so that names that differ in one place get hues far apart.
  let hash = 0x811c9dc5;
  for (const unit of user.username) hash = Math.imul(hash ^ (unit.codePointAt(0) as number), 0x01000193);
  return `oklch(0.5 0.11 ${(hash >>> 0) % 360})`;
}

/** What a person is called. */
export function nameOf({ user }: Person): string {
  return user.displayName?.trim() || user.username;
}
