// Which document and which domain: the id in the address after #, or in ?id=, and
// ?domain=namespace/id. A page without an id makes a new one, so that every fresh visit
// is a fresh document; a page without a domain means the one that --dev makes.

const defaultDomain = 'convergence/default';

const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const part = '[A-Za-z0-9][A-Za-z0-9._-]{0,62}';
const domainRule = new RegExp(`^${part}/${part}$`);

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
}

/** The id of a document that an address names, or nothing. */
export const idIn = ({ hash, search }: { hash: string; search: string }): string => decodeURIComponent(hash.slice(1)) || new URLSearchParams(search).get('id') || '';

export function documentId(): string {
  const named = idIn(location);
  if (named) return named;
  const id = newId();
  history.replaceState(null, '', `#${id}`);
  return id;
}

/** Whether a text is the name of a domain, namespace/id. */
export const isDomain = (text: string): boolean => domainRule.test(text);

/** The domain that the query of an address names. It may be no name of a domain at all. */
export function domainIn(query: string): string {
  return new URLSearchParams(query).get('domain')?.trim() || defaultDomain;
}

/** An address with another domain in it, which a person can read. */
export function withDomain(address: string, domain: string): string {
  const url = new URL(address);
  url.searchParams.delete('domain');
  const named = domain === defaultDomain ? '' : `domain=${domain}`;
  url.search = [named, url.searchParams.toString()].filter(Boolean).join('&');
  return url.href;
}

/** Has the page name a domain: in its address, in the link to a new document and beside the id of this one. */
export function showDomain(domain: string, id: string): void {
  history.replaceState(null, '', withDomain(location.href, domain));
  document.querySelector<HTMLAnchorElement>('.brand')!.href = withDomain(new URL('./', location.href).href, domain);
  document.getElementById('document-id')!.textContent = domain === defaultDomain ? id : `${domain} · ${id}`;
}

export function setUpCopyLink(): void {
  const button = document.getElementById('copy')!;
  const label = document.getElementById('copy-text')!;
  let reset = 0;
  button.addEventListener('click', async () => {
    clearTimeout(reset);
    try {
      await navigator.clipboard.writeText(location.href);
      label.textContent = 'Link copied';
    } catch {
      // No clipboard on plain http from another machine: the address bar has the link.
      label.textContent = 'Copy the address bar';
    }
    reset = window.setTimeout(() => { label.textContent = 'Copy link'; }, 2000);
  });
}
