// Firefox, by WebDriver BiDi.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { PHONE } from './browser.mjs';
import { DrivenBrowser, DrivenPage } from './driven.mjs';
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
// A finger is all that there is to point with.
const FINGER = { 'dom.w3c_touch_events.enabled': 1, 'ui.primaryPointerCapabilities': 1, 'ui.allPointerCapabilities': 1 };
// Somebody says yes when the site asks whether it may keep data; else nobody answers.
const ALLOWED = { 'dom.storageManager.prompt.testing': true, 'dom.storageManager.prompt.testing.allow': true };

class FirefoxPage extends DrivenPage {
  // A page that comes back from the cache of pages has no load to wait for.
  back() { return this.tab.evaluate(() => { setTimeout(() => history.back(), 20); }); }
  async doubleClick(selector) { await this.tab.mouse.click(...await this.middle(selector), { count: 2 }); }
}

export class Browser extends DrivenBrowser {
  constructor(site, { siteData = true, inPrivate = false, hidden = false, asks = false, phone = false } = {}) {
    super(site, FirefoxPage);
    this.phone = phone;
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-firefox-'));
    this.preferences = {
      ...PREFERENCES, ...(asks ? {} : ALLOWED), ...(hidden ? {} : FULL_SPEED), ...(siteData ? {} : SITE_DATA_BLOCKED), ...(inPrivate ? PRIVATE : {}), ...(phone ? FINGER : {}),
    };
  }

  async start() {
    this.browser = await puppeteer.launch({
      browser: 'firefox', executablePath: program(['firefox-esr', 'firefox']).path, headless: true,
      userDataDir: this.profile, extraPrefsFirefox: this.preferences, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false,
    });
  }

  async newTab() {
    const tab = await this.browser.newPage();
    if (this.phone) await tab.setViewport(PHONE);
    return tab;
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
