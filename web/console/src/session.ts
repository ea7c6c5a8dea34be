// The session of the administrator. Its token lives in this tab and ends with it.
import { get, message, Problem, send } from './api';
import { Store } from './store';
import type { Holder } from './types';

export interface Session { token: string; who: Holder }

const key = 'convergence.console.token';

/** Nothing while nobody is signed in. */
export const session = new Store<Session | undefined>(undefined);
/** Whether the server does not answer to the question whose the token of this tab is. */
export const unreachable = new Store<boolean>(false);
/** What the page for signing in says above the form. */
export const notice = new Store<string>('');

function remember(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, token);
  } catch { /* a reload asks for the password again */ }
}

function remembered(): string | null {
  try { return sessionStorage.getItem(key); } catch { return null; }
}

async function begin(token: string): Promise<void> {
  const who = await get<Holder>('/auth/token', { token });
  remember(token);
  notice.set('');
  session.set({ token, who });
}

export function signedOut(why = ''): void {
  remember(null);
  notice.set(why);
  session.set(undefined);
}

export async function signIn(name: string, password: string, domain: string): Promise<void> {
  const body = { name, password, ...(domain ? { domain } : {}) };
  await begin((await send<{ token: string }>('POST', '/auth/login', body)).token);
}

export async function signOut(): Promise<void> {
  await send('POST', '/auth/logout').catch(() => {}); // it ends by itself
  signedOut();
}

const again = 2000; // milliseconds until a server that does not answer is asked again

/** Whether a failure says nothing about who asks: no answer, or that of a server or proxy in trouble. */
function passing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** Begins a session as soon as the server is there. */
async function persist(start: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await start();
      unreachable.set(false);
      return;
    } catch (error) {
      unreachable.set(passing(error));
      if (!passing(error)) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, again); });
  }
}

/** Goes on with the session of this tab, or begins one by the link that the server has printed. */
export async function restore(): Promise<void> {
  const secret = /^#(cvl_\w+)$/.exec(location.hash)?.[1];
  if (secret) {
    history.replaceState(null, '', '#/'); // so that it stays neither in the address nor in the history
    try {
      let token: string | undefined; // a link is good once, and so not asked for again
      await persist(async () => {
        token ??= (await send<{ token: string }>('POST', '/auth/link', { token: secret })).token;
        await begin(token);
      });
      return;
    } catch (error) {
      notice.set(message(error));
    }
  }
  const token = remembered();
  if (token) await persist(() => begin(token)).catch(() => signedOut('Your session has ended. Sign in again.'));
}
