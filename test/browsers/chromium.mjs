// Chromium, by the DevTools protocol.
import fs from 'node:fs';
import path from 'node:path';
import { Profile } from '../offline/tabs.mjs';
import { PHONE, Skip } from './browser.mjs';
import { DrivenBrowser, DrivenPage } from './driven.mjs';

export const name = 'chromium';
export const missing = () => null; // it was set up

class ChromiumPage extends DrivenPage {
  // A page that comes back from the cache of pages has no load to wait for.
  back() { return this.tab.goBack({ waitUntil: 'commit' }); }
  async doubleClick(selector) { await this.tab.mouse.dblclick(...await this.middle(selector)); }
}

export class Browser extends DrivenBrowser {
  constructor(site, { siteData = true, inPrivate = false, hidden = false, cache = false, asks = false, phone = false } = {}) {
    super(site, ChromiumPage);
    if (asks) throw new Skip('Chromium decides by itself whether a site may keep data');
    this.inPrivate = inPrivate;
    this.phone = phone;
    // By what the automation does to pages they are never hidden, and never kept.
    const natural = hidden || cache;
    this.profile = new Profile(site.server, { throttled: natural, whole: natural || !siteData });
    if (!siteData) {
      const directory = path.join(this.profile.directory, 'Default');
      fs.mkdirSync(directory, { recursive: true });
      fs.writeFileSync(path.join(directory, 'Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
    }
  }

  async start() {
    await this.profile.start();
    if (this.phone) this.context = await this.profile.browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true });
    else this.context = this.inPrivate ? await this.profile.browser.newContext() : this.profile.context;
  }

  newTab() { return this.context.newPage(); }
  kill() { return this.profile.kill(); }
  dispose() { return this.profile.dispose(); }
}
