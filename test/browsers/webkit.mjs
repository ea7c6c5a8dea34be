// WebKitGTK's MiniBrowser on a virtual screen. Its automation knows only profiles
// that end with it, so nothing drives it from outside: its pages carry agents.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Page, Skip } from './browser.mjs';
import { program } from './programs.mjs';

export const name = 'webkit';
const BROWSERS = ['MiniBrowser', '/usr/lib/*/webkit2gtk-4.*/MiniBrowser']; // as scripts/browsers.sh looks for it
export const missing = () => program(BROWSERS).missing ?? program(['Xvfb']).missing;

class WebKitPage extends Page {
  constructor(browser) {
    super();
    this.browser = browser;
    this.site = browser.site;
    this.id = this.site.agentId();
  }

  run(source) { return this.site.command(this.id, source); }

  // Leaves the page in the given way, once nothing is asked any more.
  async leave(how, comes = true) {
    const hello = comes && this.site.hello(this.id);
    await this.run(`agent.leave = () => setTimeout(() => { ${how} }, 20); agent.stop = true; null`);
    await hello;
  }

  reload() { return this.leave('location.reload()'); }
  go(url) { return this.leave(`location.href = ${JSON.stringify(withAgent(url, this.id))}`); }
  back() { return this.leave('history.back()'); }
  close() { return this.leave('close()', false); }
  async picture() { /* nothing here takes pictures of a virtual screen */ }
}

const withAgent = (url, id) => {
  const result = new URL(url);
  result.searchParams.set('agent', id);
  return String(result);
};

export class Browser {
  constructor(site, { siteData = true, inPrivate = false, asks = false } = {}) {
    if (!siteData) throw new Skip('MiniBrowser cannot block site data');
    if (asks) throw new Skip('WebKit does not ask whether a site may keep data');
    this.site = site;
    this.args = ['--javascript-can-open-windows-automatically=true', ...(inPrivate ? ['--private'] : [])];
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-webkit-'));
    // Nothing else ends with this program by itself.
    this.atExit = () => this.end();
    process.once('exit', this.atExit);
  }

  async start() {
    await this.startScreen();
    this.control = new WebKitPage(this);
    // The second of two tabs, which is not in front.
    this.hidden = new WebKitPage(this);
    const hello = Promise.all([this.site.hello(this.control.id), this.site.hello(this.hidden.id)]);
    const urls = [this.control, this.hidden].map(({ id }) => withAgent(`${this.site.url}/blank`, id));
    const log = fs.openSync(path.join(this.profile, 'log'), 'a');
    this.process = spawn(program(BROWSERS).path, [...this.args, ...urls], {
      stdio: ['ignore', log, log],
      detached: true,
      env: {
        ...process.env, DISPLAY: this.display, NO_AT_BRIDGE: '1', LIBGL_ALWAYS_SOFTWARE: '1', GIO_USE_VFS: 'local', GSETTINGS_BACKEND: 'memory',
        ...Object.fromEntries(['DATA', 'CACHE', 'CONFIG', 'STATE'].map((kind) => [`XDG_${kind}_HOME`, path.join(this.profile, kind.toLowerCase())])),
      },
    });
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    await hello;
  }

  async startScreen() {
    if (this.screen) return;
    this.screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    this.display = `:${String(await new Promise((resolve, reject) => {
      this.screen.stdio[3].once('data', resolve);
      this.screen.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)));
    })).trim()}`;
  }

  async open(where = '/blank') {
    const page = new WebKitPage(this);
    const hello = this.site.hello(page.id);
    await this.control.evaluate((url) => { open(url, '_blank', 'noopener'); }, withAgent(this.site.url + where, page.id));
    await hello;
    return page;
  }

  openHidden() { return this.hidden; }

  async kill() {
    this.killGroup();
    await this.exited;
  }

  killGroup() {
    try {
      if (this.process) process.kill(-this.process.pid, 'SIGKILL');
    } catch { /* it is gone */ }
  }

  end() {
    this.killGroup();
    this.screen?.kill();
  }

  async dispose() {
    process.off('exit', this.atExit);
    this.end();
    await this.exited;
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
