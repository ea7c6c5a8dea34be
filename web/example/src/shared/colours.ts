import type { DomainUser } from '@convergence-wasm/client';

// One colour per person, the same on every screen: a hue chosen by the session
// id. Lightness and chroma are fixed so that white text on it is always readable.

export function colourOf(sessionId: string): string {
  // FNV-1a, so that ids that differ in one place get hues far apart.
  let hash = 0x811c9dc5;
  for (let i = 0; i < sessionId.length; i++) hash = Math.imul(hash ^ sessionId.charCodeAt(i), 0x01000193);
  const hue = (hash >>> 0) % 360;
  return `oklch(0.5 0.11 ${hue})`;
}

export function nameOf(user: DomainUser): string {
  return user.displayName?.trim() || 'Somebody';
}
