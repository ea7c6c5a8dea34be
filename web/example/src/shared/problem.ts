// What went wrong when somebody wanted in, in words for the form, and which field mends it.

export interface Problem { text: string; field: 'domain' | 'username' | 'password' | 'open' }

interface Failure { code?: string; message?: string; details?: { [key: string]: unknown } }

const inSeconds = (milliseconds: unknown): string => {
  const seconds = Math.ceil(Number(milliseconds) / 1000);
  return seconds > 0 ? `in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : 'later';
};

export function problemOf(error: unknown, domain: string): Problem {
  const { code, message, details } = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Failure;
  switch (code) {
    case 'authentication_failed':
      return { text: 'The user name or the password is wrong.', field: 'password' };
    case 'too_many_attempts':
      return { text: `Too many wrong passwords. Try again ${inSeconds(details?.retryAfter)}.`, field: 'password' };
    case 'anonymous_auth_disabled':
      return { text: `${domain} lets no guests in. Sign in with an account of this domain: its administrator creates one in the console.`, field: 'username' };
    case 'domain_not_found':
      return { text: `There is no domain ${domain} on this server.`, field: 'domain' };
    case 'domain_unavailable':
      return { text: `${(message || `domain ${domain} is not available`).replace(/^d/, 'D')}. Try again later.`, field: 'open' };
    case 'initial_connection_failed':
    case 'server_connection_failed':
    case 'connection_failed':
      return { text: 'The server does not answer. Try again once it is running.', field: 'open' };
  }
  return { text: message || 'The page could not connect.', field: 'open' };
}

/** Why a document is not there, once somebody was let in; or before, when the client itself did not come. */
export function notOpened(error: unknown, hasClient: boolean): string {
  if (!hasClient) return 'The client did not come from the server. Look at your connection, then reload the page.';
  const { code, message } = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Failure;
  if (code === 'unauthorized') return 'You may not read this document. Ask whoever sent you the link, or sign in with another account.';
  const text = message || String(error);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

export const noDomain = (text: string): Problem => ({ text: `Write the domain as namespace/id: “${text}” is none.`, field: 'domain' });
export const sessionEnded: Problem = { text: 'Your session has ended. Sign in again.', field: 'password' };
