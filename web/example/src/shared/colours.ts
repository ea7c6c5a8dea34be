import type { DomainUser } from '@convergence-wasm/client';

// One colour per person, the same on every screen: a hue chosen by the session
// id. Lightness and chroma are fixed so that white text on it is always readable.

/** So many hues, 40 degrees apart: two that are not the same can be told apart. */
const hues = 9;

export function colourOf(sessionId: string): string {
  // The server counts sessions. Other ids are made a number by FNV-1a.
  let number = Number(sessionId);
  if (!Number.isSafeInteger(number)) {
    number = 0x811c9dc5;
    for (let i = 0; i < sessionId.length; i++) number = Math.imul(number ^ sessionId.charCodeAt(i), 0x01000193) >>> 0;
  }
  // People who come one after the other get hues that are far apart.
  return `oklch(0.5 0.11 ${(((number % hues) * 2) % hues) * (360 / hues)})`;
}

export function nameOf(user: DomainUser): string {
  return user.displayName?.trim() || 'Somebody';
}
