// Tabs of a browser whose profile outlives it: the browser can be killed and
// opened again, and what it has stored is there.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { openPage } from '../harness/browser.mjs';

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

export class Profile {
  constructor(server) {
    this.server = server;
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-offline-'));
  }

  // Starts a browser on the profile. It is started here and not by the
  // automation, so that its process can be killed.
  async start() {
    const executable = execFileSync('sh', ['-c', 'command -v chromium || command -v chromium-browser || command -v google-chrome'], { encoding: 'utf8' }).trim();
    const portFile = path.join(this.directory, 'DevToolsActivePort');
    fs.rmSync(portFile, { force: true });
    this.process = spawn(executable, [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${this.directory}`,
      '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows', 'about:blank',
    ], { stdio: 'ignore', detached: true });
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    let port = '';
    for (let i = 0; !port; i++) {
      if (i > 1000) throw new Error('the browser does not start');
      await sleep(20);
      // The file may be there and empty yet.
      if (fs.existsSync(portFile)) port = /^(\d+)\n/.exec(fs.readFileSync(portFile, 'utf8'))?.[1] ?? '';
    }
    this.browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    this.context = this.browser.contexts()[0];
  }

  // Opens a tab with the offline support initialized for a user.
  async tab(username = 'demo') {
    const page = await openPage(this.browser, this.server, { context: this.context });
    await page.evaluate(async (username) => {
      const storage = new Convergence.IdbStorageAdapter();
      e2e.domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage }, reconnect: { reconnectIntervals: [0, 0.1, 0.2] } });
      e2e.signIn = () => e2e.domain.connectWithPassword({ username, password: 'demo' });
      e2e.openOffline = async (id) => {
        e2e.model = await e2e.domain.models().open(id);
        e2e.text = e2e.model.elementAt('text');
        return e2e.text.value();
      };
      e2e.waitSaved = async (what, wait = 15000) => {
        const end = Date.now() + wait;
        while (e2e.domain.storage().saved() !== what) {
          if (Date.now() > end) throw new Error(`waited for ${what}: it is ${e2e.domain.storage().saved()}, the store is ${e2e.domain.storage().state()}`);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };
      await e2e.domain.initializeOffline(username);
    }, username);
    return page;
  }

  // Ends the browser as a crash would, with all its processes.
  async kill() {
    try {
      process.kill(-this.process.pid, 'SIGKILL');
    } catch { /* it is gone */ }
    await this.exited;
    await sleep(100);
  }

  async dispose() {
    await this.kill();
    fs.rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
