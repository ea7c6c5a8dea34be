// One colour per person, the same on every screen: chosen by the session id.
// All of them carry white text with a contrast of at least 4.5.
const colours = [
  '#1f6f66', '#a3472f', '#4c5fb0', '#8a5a00', '#8b3f7d', '#2d6f9e', '#5b6b1e', '#b03060', '#6a51a3', '#7a4a32',
];

export function colourOf(sessionId: string): string {
  let hash = 0;
  for (let i = 0; i < sessionId.length; i++) hash = (Math.imul(hash, 31) + sessionId.charCodeAt(i)) >>> 0;
  return colours[hash % colours.length];
}

export function nameOf(user: DomainUser): string {
  return user.displayName?.trim() || 'Somebody';
}
