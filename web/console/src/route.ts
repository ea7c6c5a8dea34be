// Where in the console one is: the path in the fragment of the address, such as
// #/domains/example/notes/models. The server has one page and never sees it.
import { Store } from './store';

/** The parts of a path, decoded. */
export type Route = readonly string[];

function read(): Route {
  if (!location.hash.startsWith('#/')) return [];
  return location.hash.slice(2).split('/').filter(Boolean).map((part) => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
}

export const route = new Store<Route>(read());

addEventListener('hashchange', () => route.set(read()));

/** The address of a path. */
export function to(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

/** The address of a page of a domain. */
export function toDomain(domain: string, ...parts: string[]): string {
  return to('domains', ...domain.split('/'), ...parts);
}

export function go(...parts: string[]): void {
  location.hash = to(...parts);
}

export function goDomain(domain: string, ...parts: string[]): void {
  location.hash = toDomain(domain, ...parts);
}
