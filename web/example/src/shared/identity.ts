// Who is here: the display name of a guest, which this browser remembers, or an account,
// of which this tab keeps what resumes the session after a reload. Never a password.
import type { ConvergenceDomain } from '@convergence-wasm/client';

const nameKey = 'convergence.example.name';
const sessionKey = 'convergence.example.session';

/** A session that can be resumed. Its token is good once. That of a guest is kept only by pages in which one should be the same after a reload. */
export interface Session { domain: string; username: string; token: string; guest?: boolean }

export function rememberedName(): string | null {
  try { return localStorage.getItem(nameKey); } catch { return null; }
}

export function rememberName(name: string): void {
  try { localStorage.setItem(nameKey, name); } catch { /* private windows may refuse; the name then lasts as long as the page */ }
}

/** The session that the page had before it was reloaded. It stays for `takeSession`. */
export function sessionOf(domain: string): Session | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(sessionKey) ?? 'null') as Session | null;
    return kept?.domain === domain ? kept : null;
  } catch {
    return null;
  }
}

/** Takes the session that the page had before it was reloaded, if it was one of the domain. */
export function takeSession(domain: string): Session | null {
  const session = sessionOf(domain);
  try { sessionStorage.removeItem(sessionKey); } catch { /* nothing is kept */ }
  return session;
}

export function keepSession(session: Session): void {
  try { sessionStorage.setItem(sessionKey, JSON.stringify(session)); } catch { /* one signs in again then */ }
}

let forget = () => {};

/**
 * Keeps the session when the page goes. Not before: a tab that is duplicated takes
 * along what is kept, and the first of the two to use the token would sign the other one out.
 */
export function keepWhenLeaving(connected: ConvergenceDomain, { token: before, ...session }: Session): void {
  const keep = () => {
    const token = connected.session().reconnectToken() ?? before; // not used yet, without a network
    if (token) keepSession({ ...session, token });
  };
  const back = () => { takeSession(session.domain); }; // from the cache of the browser, as it was
  addEventListener('pagehide', keep);
  addEventListener('pageshow', back);
  forget = () => {
    removeEventListener('pagehide', keep);
    removeEventListener('pageshow', back);
  };
}

/** Has the page keep nothing of the session that it has. */
export function forgetSession(): void {
  forget();
}
