// Light or dark: the system's setting, until the reader presses the button.

const key = 'convergence.example.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function chosen(): string | null {
  try { return localStorage.getItem(key); } catch { return null; }
}

/** Gives the page the theme that was chosen. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = chosen() ?? (system.matches ? 'dark' : 'light');
}

export function setUpTheme(): void {
  applyTheme();
  system.addEventListener('change', applyTheme);
  addEventListener('storage', applyTheme); // chosen in another pane
  document.getElementById('theme')!.addEventListener('click', () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem(key, next); } catch { /* not remembered then */ }
    document.documentElement.dataset.theme = next;
  });
}
