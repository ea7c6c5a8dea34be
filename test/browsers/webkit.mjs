// WebKitGTK's MiniBrowser on a virtual screen. Its automation knows only profiles
// that end with it, so nothing drives it from outside: its pages carry agents.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endsWithThis, killAll } from '../harness/processes.mjs';
import { Page, PHONE, Skip } from './browser.mjs';
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
  leave(how, comes = true) {
    return Promise.all([comes && this.site.hello(this.id), this.evaluate((how) => {
      agent.leave = () => setTimeout(() => (0, eval)(how), 20);
      agent.stop = true;
    }, how)]);
  }

  reload() { return this.leave('location.reload()'); }
  go(url) { return this.leave(`location.href = ${JSON.stringify(withAgent(url, this.id))}`); }
  back() { return this.leave('history.back()'); }
  end() { return this.leave('close()', false); }
  // Nothing here has a mouse or a finger: what a browser makes of them.
  click(selector) { return this.press(selector, 'mouse'); }
  tap(selector) { return this.press(selector, 'touch'); }
  async doubleClick(selector) { for (const detail of [1, 2]) await this.press(selector, 'mouse', detail); }
  async press(selector, pointerType, detail = 1) {
    await this.evaluate(([x, y], pointerType, detail) => {
      const at = { clientX: x, clientY: y, bubbles: true, cancelable: true, composed: true };
      const click = { ...at, detail, pointerType };
      const on = document.elementFromPoint(x, y);
      const isLeft = ['pointerdown', 'mousedown'].map((name) => on.dispatchEvent(name[0] === 'p' ? new PointerEvent(name, { ...at, pointerType, pointerId: 1, isPrimary: true }) : new MouseEvent(name, at)));
      if (isLeft[1]) on.closest('button, input, textarea, [contenteditable=true], [tabindex]')?.focus();
      on.dispatchEvent(new PointerEvent('pointerup', { ...at, pointerType, pointerId: 1, isPrimary: true }));
      on.dispatchEvent(new MouseEvent('mouseup', at));
      on.dispatchEvent(new PointerEvent('click', click));
    }, await this.middle(selector), pointerType, detail);
  }
  async picture() { /* nothing here takes pictures of a virtual screen */ }
}

const withAgent = (url, id) => {
  const result = new URL(url);
  result.searchParams.set('agent', id);
  return String(result);
};

export class Browser {
  constructor(site, { siteData = true, inPrivate = false, asks = false, phone = false } = {}) {
    if (!siteData) throw new Skip('MiniBrowser cannot block site data');
    if (asks) throw new Skip('WebKit does not ask whether a site may keep data');
    this.site = site;
    // A window of its own, whose size is that of its page.
    this.features = phone ? `noopener,width=${PHONE.width},height=${PHONE.height}` : 'noopener';
    this.args = ['--javascript-can-open-windows-automatically=true', ...(inPrivate ? ['--private'] : [])];
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-webkit-'));
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
    this.exited = endsWithThis(this.process);
    await hello;
  }

  async startScreen() {
    if (this.screen) return;
    this.screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    endsWithThis(this.screen);
    this.display = `:${String(await new Promise((resolve, reject) => {
      this.screen.stdio[3].once('data', resolve);
      this.screen.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)));
    })).trim()}`;
  }

  async open(where = '/blank') {
    const page = new WebKitPage(this);
    const url = withAgent(this.site.url + where, page.id);
    await Promise.all([this.site.hello(page.id), this.control.evaluate((url, features) => { open(url, '_blank', features); }, url, this.features)]);
    return page;
  }

  openHidden() { return this.hidden; }

  async kill() {
    if (this.process) killAll(this.process);
    await this.exited;
  }

  async dispose() {
    await this.kill();
    this.screen?.kill();
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
