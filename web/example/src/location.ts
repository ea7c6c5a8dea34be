// Which document: the id in the address after #, or in ?id=. A page without
// one makes a new id, so that every fresh visit is a fresh document.

const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
}

export function documentId(): string {
  const fromHash = decodeURIComponent(location.hash.slice(1));
  if (fromHash) return fromHash;
  const fromQuery = new URLSearchParams(location.search).get('id');
  if (fromQuery) return fromQuery;
  const id = newId();
  history.replaceState(null, '', `#${id}`);
  return id;
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
