// Tabs of a browser whose profile outlives it: the browser can be killed and
// opened again, and what it has stored is there.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../../scripts/chromium-path.mjs';
import { openPage } from '../harness/browser.mjs';
import { endsWithThis, killAll } from '../harness/processes.mjs';

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

// Pages that are not in front must run at full speed: most tests open several.
const FULL_SPEED = ['--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'];
// What is hidden is throttled as in any browser, only sooner: after seconds
// instead of five minutes its timers wake up once a minute.
const THROTTLED = ['--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/3', '--disable-features=QuickIntensiveWakeUpThrottlingAfterLoading'];

export class Profile {
  // `whole` takes the browser that people have and not its headless shell. With
  // `throttled` the tab that is not in front is really hidden, which only that knows.
  constructor(server, { throttled = false, whole = throttled } = {}) {
    this.server = server;
    this.throttled = throttled;
    this.executable = chromiumPath({ whole });
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-offline-'));
    this.starts = 0;
  }

  // Starts a browser on the profile. It is started here and not by the
  // automation, so that its process can be killed.
  async start() {
    const portFile = path.join(this.directory, 'DevToolsActivePort');
    fs.rmSync(portFile, { force: true });
    this.log = path.join(this.directory, `browser-${++this.starts}.log`);
    this.process = spawn(this.executable, [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${this.directory}`,
      '--enable-logging', `--log-file=${this.log}`, '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...(this.throttled ? THROTTLED : FULL_SPEED), 'about:blank',
    ], { stdio: 'ignore', detached: true });
    this.exited = endsWithThis(this.process);
    let port = '';
    for (let i = 0; !port; i++) {
      if (i > 1000) throw new Error('the browser does not start');
      await sleep(20);
      // The file may be there and empty yet.
      if (fs.existsSync(portFile)) port = /^(\d+)\n/.exec(fs.readFileSync(portFile, 'utf8'))?.[1] ?? '';
    }
    // The automation's defaults would make every tab believe that it is in front.
    this.browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: this.throttled });
    this.context = this.browser.contexts()[0];
  }

  // Opens a tab with the offline support initialized for a user, or loads one anew.
  async tab(username = 'demo', loaded = undefined) {
    const page = await openPage(this.browser, this.server, { context: this.context, page: loaded });
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
      e2e.told = []; // of the store
      e2e.domain.storage().events().subscribe((event) => e2e.told.push([event.name, event.state, event.error?.message ?? null]));
      await e2e.domain.initializeOffline(username);
      // After a crash the browser may need a moment to open the database.
      await e2e.until(() => e2e.domain.storage().state() !== 'memory', 15000, 'the store');
    }, username);
    return page;
  }

  // Whether this browser says that it has found a database of its own damaged and
  // deleted it, with everything in it: nothing that was stored can be expected
  // then. After kills Chromium did so about once in 200 times before stores were
  // mended (chromium_log_js.go); a kill in the moment before can still lead to it.
  damaged() {
    return /indexed_db.*corrupt/i.test(fs.readFileSync(this.log, 'utf8'));
  }

  // Ends the browser as a crash would, with all its processes.
  async kill() {
    killAll(this.process);
    await this.exited;
    await sleep(100);
  }

  // Ends the browser in order.
  async quit() {
    const session = await this.browser.newBrowserCDPSession();
    await session.send('Browser.close');
    await this.exited;
  }

  async dispose() {
    await this.kill();
    fs.rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
