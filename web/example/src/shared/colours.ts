import type { DomainUser } from '@convergence-wasm/client';

// One colour per person, the same on every screen: a hue chosen by the session
// id. Lightness and chroma are fixed so that white text on it is always readable.

/** Degrees between two hues that follow each other: the golden angle, so that those of a few are far apart. */
const step = 137.508;

export function colourOf(sessionId: string): string {
  // The server counts sessions. Other ids are made a number by FNV-1a.
  let number = Number(sessionId);
  if (!Number.isSafeInteger(number)) {
    number = 0x811c9dc5;
    for (let i = 0; i < sessionId.length; i++) number = Math.imul(number ^ sessionId.charCodeAt(i), 0x01000193) >>> 0;
  }
  return `oklch(0.5 0.11 ${Math.round((number * step) % 360)})`;
}

export function nameOf(user: DomainUser): string {
  return user.displayName?.trim() || 'Somebody';
}
