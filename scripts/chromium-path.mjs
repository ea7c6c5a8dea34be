// Which Chromium the tests run in. The headless shell is the same engine without
// the windows, tabs and menus around it, which cost as much as the pages: it is
// taken where it is installed, except by tests about the browser itself. CHROMIUM
// in the environment overrides both.
import { execFileSync } from 'node:child_process';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

export function chromiumPath({ whole = false } = {}) {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of whole ? BROWSERS : ['chromium-headless-shell', ...BROWSERS]) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch { /* the next name */ }
  }
  throw new Error("no Chromium on the PATH: install your system's package 'chromium'");
}
