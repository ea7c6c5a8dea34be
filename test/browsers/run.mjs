// Runs one case in one browser, and what the case gets for that.
import { madeOnce, sameEverywhere } from '../harness/converge.mjs';
import { openLine, slowPhone } from '../harness/line.mjs';
import { Skip } from './browser.mjs';

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
let ids = 0;

// Who tells what the server has: a page of each browser, beside those of the cases.
const readers = new WeakMap();

class Run {
  constructor(kind, browser) {
    Object.assign(this, { name: kind.name, kind, site: browser.site, browser, pages: [], own: [] });
  }

  sleep = sleep;
  id() { return `${this.name}-${process.pid}-${++ids}`; }
  skip(reason) { throw new Skip(reason); }
  figure(name, value, unit) { console.log(`figure browsers.${this.name}.${name} ${value} ${unit}`); }

  // A browser with a profile of its own. That of a phone is on a slow line.
  async fresh(options) {
    let site = this.site;
    let line = null;
    if (options?.phone) {
      line = await openLine(site.url, slowPhone);
      site = Object.create(site, { url: { value: line.url } });
    }
    const browser = new this.kind.Browser(site, options);
    this.own.push({ dispose: () => Promise.resolve(browser.dispose()).finally(() => line?.close()) });
    await browser.start();
    return browser;
  }

  // Pages that are opened here are asked for problems when the case is over, and closed.
  open(browser = this.browser, where = undefined) { return this.remember(browser, browser.open(where)); }
  openHidden(browser) { return this.remember(browser, browser.openHidden()); }

  async remember(browser, opening) {
    const page = await opening;
    this.pages.push({ browser, page });
    return page;
  }

  // Kills a browser and starts it again on the same profile: its pages are gone.
  async restart(browser) {
    await browser.kill();
    this.pages = this.pages.filter((one) => one.browser !== browser);
    await browser.start();
  }

  // Resolves with what the condition gives once that is something.
  async until(condition, timeout = 60000) {
    for (const end = Date.now() + timeout; ; await sleep(30)) {
      const result = await condition();
      if (result) return result;
      if (Date.now() > end) throw new Error(`gave up waiting for ${condition}`);
    }
  }

  // The value, as JSON, that the model of all pages and of the server has in the end.
  converged(...pages) { return sameEverywhere(pages, () => this.reader(), 20000); }

  // The text that somebody else finds at the server.
  async atServer(id) {
    const { held } = await (await this.reader()).evaluate((id) => e2e.atServer(id), id);
    return JSON.parse(held.value).text;
  }

  reader() {
    return madeOnce(readers, this.browser, async () => {
      const page = await this.browser.open();
      await page.evaluate(async () => { await e2e.connect('Reader'); });
      return page;
    });
  }

  left() { return this.pages.filter(({ page }) => !page.closed); }

  async problems() {
    return (await Promise.all(this.left().map(({ page }) => page.problems()))).flat();
  }

  // Closes what the case has opened, all of it whatever fails, and returns what did:
  // pages in a browser of its own end with that.
  async end() {
    const pages = this.left().filter(({ browser }) => browser === this.browser).map(({ page }) => page.close());
    const ended = await Promise.allSettled([...pages, ...this.own.map((browser) => browser.dispose())]);
    return ended.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  }
}

// Runs one case; returns whether it passed, or null if it was skipped.
export async function runCase(kind, browser, name, run) {
  const t = new Run(kind, browser);
  const began = Date.now();
  let skipped = null;
  const failures = [];
  try {
    await run(t);
    const problems = await t.problems();
    if (problems.length > 0) throw new Error(`errors that the page did not catch: ${problems.join('; ')}`);
  } catch (error) {
    if (error instanceof Skip) skipped = error;
    else failures.push(error);
  }
  failures.push(...await t.end());
  const took = `(${Date.now() - began} ms)`;
  if (failures.length > 0) console.log(`✖ ${kind.name} ${name} ${took}\n${failures.map((error) => error?.stack ?? error).join('\n')}`);
  else if (skipped) console.log(`SKIP ${kind.name} ${name}: ${skipped.message}`);
  else console.log(`✔ ${kind.name} ${name} ${took}`);
  return failures.length > 0 ? false : skipped ? null : true;
}
