// Tabs with the client loaded that one test has after another: to load it and start its
// core takes a hundred times as long as to connect.
import { openInPage, openPage } from './browser.mjs';

export class Tabs {
  free = [];
  lent = [];

  // What openModelPage does, in a tab that had been used, if there is one.
  async openModel(browser, server, options) {
    const page = this.free.pop() ?? await openPage(browser, server);
    this.lent.push(page);
    return openInPage(page, options);
  }

  // Ends what the test has left open. A tab in which that fails is not lent again.
  async takeBack() {
    await Promise.all(this.lent.splice(0).map(async (page) => {
      try {
        await page.evaluate(() => e2e.leave());
        page.problems.length = 0;
        this.free.push(page);
      } catch {
        await page.close();
      }
    }));
  }
}
