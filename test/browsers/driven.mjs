// Browsers that automation drives from outside: what their libraries have alike.
import { Page } from './browser.mjs';

export class DrivenPage extends Page {
  constructor(tab) {
    super();
    this.tab = tab;
  }

  run(source) { return this.tab.evaluate(source); }
  reload() { return this.tab.reload(); }
  go(url) { return this.tab.goto(url); }
  end() { return this.tab.close(); }
  type(text) { return this.tab.keyboard.type(text); }
  async tap(selector) { await this.tab.touchscreen.tap(...await this.middle(selector)); }
  async click(selector) { await this.tab.mouse.click(...await this.middle(selector)); }
  picture(file) { return this.tab.screenshot({ path: file }); }
}

// A browser says how it makes a tab, and which class its pages have.
export class DrivenBrowser {
  constructor(site, PageClass) {
    this.site = site;
    this.PageClass = PageClass;
  }

  async open(where = '/blank') {
    const tab = await this.newTab();
    await tab.goto(this.site.url + where);
    return new this.PageClass(tab);
  }

  async openHidden() {
    const page = await this.open();
    await (await this.open('/elsewhere')).tab.bringToFront();
    return page;
  }
}
