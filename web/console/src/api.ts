// Requests to the REST API of the server that the page comes from.
import { session, signedOut } from './session';

/** Where the server is: the console is one folder below. */
export const server = new URL('../', document.baseURI);

/** An error of the API, by RFC 9457; status 0 when there was no answer. */
export class Problem extends Error {
  constructor(readonly status: number, detail: string) { super(detail); }
}

/** A thing with the tag that a change of it sends along. */
export interface Tagged<T> { value: T; tag: string }

interface Options { body?: unknown; tag?: string; token?: string }

interface ProblemBody { detail?: string; errors?: { message?: string; location?: string }[] }

function describe(body: ProblemBody, status: number): string {
  const more = (body.errors ?? []).map((e) => `${(e.location ?? '').replace(/^body\./, '')}: ${e.message}`);
  return sentence(more.length > 0 ? more.join('; ') : body.detail ?? `The server answered ${status}.`);
}

/** A message of a program as people write it: with a capital letter and a full stop. */
function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?:;…]$/.test(begun) ? begun : `${begun}.`;
}

async function request(method: string, path: string, { body, tag, token = session.value?.token }: Options = {}): Promise<Response> {
  const headers: Record<string, string> = {};
  if (token) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (tag) headers['If-Match'] = tag;
  let answer: Response;
  try {
    answer = await fetch(new URL(`api/rest/v1${path}`, server), { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store' });
  } catch {
    throw new Problem(0, 'The server does not answer. Is it running?');
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({})) as ProblemBody;
  if (answer.status === 401 && token && token === session.value?.token) signedOut('Your session has ended. Sign in again.');
  throw new Problem(answer.status, describe(said, answer.status));
}

export async function get<T>(path: string, options?: Options): Promise<T> {
  return await (await request('GET', path, options)).json() as T;
}

export async function getTagged<T>(path: string): Promise<Tagged<T>> {
  const answer = await request('GET', path);
  return { value: await answer.json() as T, tag: answer.headers.get('ETag') ?? '' };
}

/** Sends a change and returns what the answer has, if anything. */
export async function send<T = void>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, options: Options = {}): Promise<T> {
  const answer = await request(method, path, { ...options, body });
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** A path with parameters, of which those that are empty are left out. */
export function query(path: string, parameters: Record<string, string | number>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '').map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return given.length > 0 ? `${path}${path.includes('?') ? '&' : '?'}${given.join('&')}` : path;
}

/** Where pages connect to a domain. */
export function realtime(domain: string): string {
  return new URL(`api/realtime/${domain.split('/').map(encodeURIComponent).join('/')}`, server).href;
}

/** The path of a domain below the API, and of what is in it. */
export function inDomain(name: string, ...parts: string[]): string {
  return ['/domains', ...name.split('/').map(encodeURIComponent), ...parts.map(encodeURIComponent)].join('/');
}

export function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
