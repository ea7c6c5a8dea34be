// Firefox, by WebDriver BiDi.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { Page } from './browser.mjs';
import { program } from './programs.mjs';

export const name = 'firefox';
export const missing = () => program(['firefox-esr', 'firefox']).missing;

const PREFERENCES = {
  'browser.sessionstore.resume_from_crash': false,
  'toolkit.startup.max_resumed_crashes': -1,
};
// Pages that are not in front must run at full speed: most cases open several.
const FULL_SPEED = {
  'dom.min_background_timeout_value': 4,
  'dom.min_background_timeout_value_without_budget_throttling': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
};
const SITE_DATA_BLOCKED = { 'network.cookie.cookieBehavior': 2 };
const PRIVATE = { 'browser.privatebrowsing.autostart': true };
// Somebody says yes when the site asks whether it may keep data; else nobody answers.
const ALLOWED = { 'dom.storageManager.prompt.testing': true, 'dom.storageManager.prompt.testing.allow': true };

class FirefoxPage extends Page {
  constructor(tab) {
    super();
    this.tab = tab;
  }

  run(source) { return this.tab.evaluate(source); }
  reload() { return this.tab.reload(); }
  go(url) { return this.tab.goto(url); }
  // A page that comes back from the cache of pages has no load to wait for.
  async back() {
    await this.tab.evaluate(() => { setTimeout(() => history.back(), 20); });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }

  close() { return this.tab.close(); }
  picture(file) { return this.tab.screenshot({ path: file }); }
}

export class Browser {
  constructor(site, { siteData = true, inPrivate = false, hidden = false, asks = false } = {}) {
    this.site = site;
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-firefox-'));
    this.preferences = {
      ...PREFERENCES, ...(asks ? {} : ALLOWED), ...(hidden ? {} : FULL_SPEED), ...(siteData ? {} : SITE_DATA_BLOCKED), ...(inPrivate ? PRIVATE : {}),
    };
  }

  async start() {
    this.browser = await puppeteer.launch({
      browser: 'firefox', executablePath: program(['firefox-esr', 'firefox']).path, headless: true,
      userDataDir: this.profile, extraPrefsFirefox: this.preferences, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false,
    });
  }

  async open(where = '/blank') {
    const tab = await this.browser.newPage();
    await tab.goto(this.site.url + where);
    return new FirefoxPage(tab);
  }

  async openHidden() {
    const page = await this.open();
    await (await this.open('/elsewhere')).tab.bringToFront();
    return page;
  }

  async kill() {
    const child = this.browser.process();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async dispose() {
    if (this.browser?.process().exitCode === null && this.browser.process().signalCode === null) await this.kill();
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
