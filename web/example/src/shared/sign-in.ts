// Lets the visitor in: as before, or as the form says.
import type { ConvergenceDomain } from '@convergence-wasm/client';
import { showState, watchConnection } from './connection';
import { forgetSession, keepSession, keepWhenLeaving, rememberedName, rememberName, type Session, takeSession } from './identity';
import { socket } from './line';
import { domainIn, isDomain, withDomain } from './location';
import { leave } from './rights';
import { noDomain, type Problem, problemOf, sessionEnded } from './problem';
import { coverSeen, forgetSeen } from './seen';
import { showAccount, type Visitor, welcome } from './welcome';

/** A connection; without a user name it is that of a guest. */
interface Entered { connected: ConvergenceDomain; domain: string; username: string; name: string }

class NoDomain extends Error {}

// Whether what the page shows is kept in a store of the browser. A store belongs to an account: guests have what they do in
// the page only, but are the same ones after a reload.
let stored = false;

// Makes a connection. Who has filled in the form is told what is wrong at once; else it is
// tried until the server and the domain are there, and the page says what it waits for.
async function connect(domain: string, asked: boolean, how: (connected: ConvergenceDomain) => Promise<void>): Promise<ConvergenceDomain> {
  if (!isDomain(domain)) throw new NoDomain();
  const connected = new Convergence.ConvergenceDomain(`${location.origin}/api/realtime/${domain}`, {
    reconnect: { autoReconnectOnInitial: !asked },
    webSocket: { factory: socket },
    ...(stored ? { offline: { storage: new Convergence.IdbStorageAdapter() } } : {}),
  });
  if (!asked) watchConnection(connected);
  try {
    await how(connected);
  } catch (error) {
    connected.dispose().catch(() => {}); // nobody else has it
    throw error;
  }
  return connected;
}

async function enter(v: Visitor): Promise<Entered> {
  const connected = await connect(v.domain, true, (c) => (v.username
    ? c.connectWithPassword({ username: v.username, password: v.password })
    : c.connectAnonymously(v.name)));
  return { connected, domain: v.domain, username: v.username, name: v.name };
}

const explain = (error: unknown, { domain }: { domain: string }): Problem => (error instanceof NoDomain ? noDomain(domain) : problemOf(error, domain));

async function ask(domain: string, username?: string, problem?: Problem): Promise<Entered> {
  showState('starting');
  coverSeen();
  const entered = await welcome({ name: rememberedName() ?? '', domain, username, problem, enter, problemOf: explain });
  if (!entered!.username) rememberName(entered!.name);
  watchConnection(entered!.connected);
  return entered!;
}

// Asks after what the page had was refused, and says why.
async function askAgain(domain: string, session: Session | null, error: unknown): Promise<Entered> {
  const problem = explain(error, { domain });
  return ask(domain, session?.username, session && problem.field === 'password' ? sessionEnded : problem);
}

// Opens the store of a session, and waits for no network.
async function resume(session: Session): Promise<ConvergenceDomain> {
  return connect(session.domain, false, async (connected) => {
    await connected.initializeOffline(session.username);
    connected.on('connection_failed', () => { if (!connected.isConnected()) showState('interrupted'); });
    connected.reconnect(session.token).catch(async (error: unknown) => become(await askAgain(session.domain, session, error)));
  });
}

// Comes in without the form where that is possible.
async function comeIn(session: Session | null): Promise<Entered> {
  const domain = domainIn(location.search);
  const name = rememberedName();
  if (!session && !name) return ask(domain, undefined, isDomain(domain) ? undefined : noDomain(domain));
  showState('connecting');
  try {
    const connected = session && stored && !session.guest ? await resume(session)
      : await connect(domain, false, (c) => (session ? c.reconnect(session.token) : c.connectAnonymously(name!)));
    return { connected, domain, username: session && !session.guest ? session.username : '', name: name ?? '' };
  } catch (error) {
    return askAgain(domain, session, error);
  }
}

/** Connects the page, asking who is there where that is not known. With `offline` an account that was there before comes in without a network. */
export async function signIn(offline: boolean): Promise<Entered> {
  stored = offline;
  const session = takeSession(domainIn(location.search));
  const entered = await comeIn(session);
  if (entered.connected.isConnected()) showState('connected');
  if (entered.username || stored) {
    const username = entered.username || entered.connected.session().user()!.username;
    keepWhenLeaving(entered.connected, { domain: entered.domain, username, token: session?.token ?? '', guest: !entered.username });
  }
  if (entered.username) {
    showAccount(entered.username, entered.domain, async () => {
      leave();
      await entered.connected.signOut().catch(() => {}); // without a connection the token goes with the tab
      forgetSession();
      forgetSeen();
      location.reload();
    });
  }
  return entered;
}

// Makes the page that of a connection, which takes a fresh one. What this one has stored for an account and not sent, the fresh one of that account sends.
async function become(entered: Entered): Promise<void> {
  if (!entered.username) rememberName(entered.name);
  forgetSession();
  const token = entered.connected.session().reconnectToken();
  if (entered.username && token) keepSession({ domain: entered.domain, username: entered.username, token });
  leave();
  await entered.connected.disconnect();
  history.replaceState(null, '', withDomain(location.href, entered.domain));
  location.reload();
}

/** Asks for another name or account. It belongs to the connection, so it takes effect with a fresh page. */
export async function changeIdentity(now: { domain: string; username: string }): Promise<void> {
  const name = rememberedName() ?? '';
  const unchanged = (v: Visitor) => v.username === '' && now.username === '' && v.domain === now.domain && v.name === name;
  const entered = await welcome({
    ...now, name, optional: true, problemOf: explain,
    enter: async (v: Visitor) => (unchanged(v) ? null : enter(v)),
    late: (entered) => void entered?.connected.dispose().catch(() => {}),
  });
  if (entered) await become(entered);
}
