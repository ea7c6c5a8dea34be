// The text of a document as this browser showed it last, so that somebody who comes back can read it
// before the client is there: it is kept when the page goes, for the same person only, and goes
// when that person signs out or may not read the document any more.
import { rememberedName, sessionOf } from './identity';
import { domainIn, idIn } from './location';

const prefix = 'convergence.example.seen.';
const most = 20; // documents
const longest = 200_000; // UTF-16 units; longer ones are not kept

interface Seen { text: string; person: string; time: number }

/** Who would come in without being asked: an account of this tab, or a guest; null for nobody. */
function person(domain: string): string | null {
  const session = sessionOf(domain);
  if (session && !session.guest) return `account ${session.username}`;
  return rememberedName() ? 'guest' : null;
}

const keyOf = (domain: string, id: string) => `${prefix}${domain}/${id}`;
const own = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
const read = (key: string): Seen | null => JSON.parse(localStorage.getItem(key) ?? 'null') as Seen | null;

/** What was seen last of the document of the address, or null. */
export function lastSeen(): string | null {
  try {
    const domain = domainIn(location.search);
    const id = idIn(location);
    const seen = id ? read(keyOf(domain, id)) : null;
    return seen && seen.person === person(domain) ? seen.text : null;
  } catch {
    return null; // private windows may keep nothing
  }
}

/** Keeps what is shown whenever the page may go: '' when it may not be read any more. `account` is the user name; a guest has none. */
export function keepSeen(domain: string, id: string, account: string, text: () => string): void {
  const keep = () => {
    try {
      const now = text();
      if (now === '' || now.length > longest) return localStorage.removeItem(keyOf(domain, id));
      const seen: Seen = { text: now, person: account ? `account ${account}` : 'guest', time: Date.now() };
      localStorage.setItem(keyOf(domain, id), JSON.stringify(seen));
      const oldest = own().sort((a, b) => (read(a)?.time ?? 0) - (read(b)?.time ?? 0));
      for (const key of oldest.slice(0, -most)) localStorage.removeItem(key);
    } catch { /* there is no room, or nothing may be kept */ }
  };
  addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') keep(); });
}

/** Takes what was seen last from the page, but not what everybody may read: who is there is not known. */
export function coverSeen(): void {
  const seen = document.querySelector('#before.seen');
  if (!seen) return;
  seen.textContent = '';
  seen.classList.remove('seen');
}

/** Takes the text that was there before from the page: it is to be edited, or may not be read, and is forgotten if a document is named. */
export function hideSeen(domain?: string, id?: string): void {
  document.getElementById('before')?.remove();
  if (domain && id) forget([keyOf(domain, id)]);
}

/** Forgets all documents. */
export function forgetSeen(): void {
  try { forget(own()); } catch { /* then there are none */ }
}

function forget(keys: string[]): void {
  try { for (const key of keys) localStorage.removeItem(key); } catch { /* nothing is kept */ }
}
