// Light or dark: the system's setting, until the reader presses the button.
import { Store } from './store';

export type Theme = 'light' | 'dark';

const key = 'convergence.console.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function current(): Theme {
  let chosen: string | null = null;
  try { chosen = localStorage.getItem(key); } catch { /* then it is the system's */ }
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'dark' : 'light';
}

export const theme = new Store<Theme>(current());

function apply(): void {
  document.documentElement.dataset.theme = current();
  theme.set(current());
}

export function setUpTheme(): void {
  apply();
  system.addEventListener('change', apply);
}

export function switchTheme(): void {
  try { localStorage.setItem(key, theme.value === 'dark' ? 'light' : 'dark'); } catch { /* not remembered then */ }
  apply();
}
