// The display name: asked for once, remembered in this browser.

const key = 'convergence.example.name';

function remembered(): string | null {
  try { return localStorage.getItem(key); } catch { return null; }
}

function remember(name: string): void {
  try { localStorage.setItem(key, name); } catch { /* private windows may refuse; the name then lasts as long as the page */ }
}

// Asks with the dialog. Resolves with null when it was dismissed.
function ask(current: string): Promise<string | null> {
  const dialog = document.getElementById('welcome') as HTMLDialogElement;
  const input = document.getElementById('name') as HTMLInputElement;
  input.value = current;
  let submitted = false;
  dialog.showModal();
  input.select();
  return new Promise((resolve) => {
    const form = dialog.querySelector('form')!;
    // Not returnValue: what that is after a submission differs between browsers.
    const submit = () => { submitted = true; };
    form.addEventListener('submit', submit, { once: true });
    dialog.addEventListener('close', () => {
      form.removeEventListener('submit', submit);
      const name = input.value.trim();
      resolve(submitted && name ? name : null);
    }, { once: true });
  });
}

export async function displayName(): Promise<string> {
  const known = remembered();
  if (known) return known;
  const name = (await ask('')) ?? 'Guest';
  remember(name);
  return name;
}

// A name belongs to the connection, so a new one takes effect with a fresh page.
export async function rename(): Promise<void> {
  const name = await ask(remembered() ?? '');
  if (!name || name === remembered()) return;
  remember(name);
  location.reload();
}
