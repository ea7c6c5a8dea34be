// Runs the same cases in Chromium, Firefox and WebKit.
//   node test/browsers/main.mjs [--browser NAME] [--case TEXT] [--short]
import { parseArgs } from 'node:util';
import { Server } from '../harness/server.mjs';
import { Skip } from './browser.mjs';
import { cases as example } from './cases-example.mjs';
import { cases as online } from './cases-online.mjs';
import { cases as places } from './cases-places.mjs';
import { cases as store } from './cases-store.mjs';
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';
import { Site } from './site.mjs';
import * as webkit from './webkit.mjs';

// What the short form has: the whole way of an edit, through the store and out of it.
const SHORT = ['editing at the same time', 'every type of element', 'offline: loaded anew', 'a sandboxed frame', 'the example: names, and where they stand'];

const { values: options } = parseArgs({ options: { browser: { type: 'string' }, case: { type: 'string' }, short: { type: 'boolean' } } });
// The short form leaves Chromium out, which all other tests run in.
const kinds = (options.short ? [firefox, webkit] : [firefox, webkit, chromium]).filter(({ name }) => !options.browser || name === options.browser);
const wanted = Object.entries({ ...online, ...store, ...places, ...example })
  .filter(([name]) => (options.case ? name.includes(options.case) : !options.short || SHORT.includes(name)));
if (kinds.length === 0 || wanted.length === 0) throw new Error('there is no such browser or case');

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
let ids = 0;

// What a case gets.
class Run {
  constructor(kind, site, browser) {
    Object.assign(this, { name: kind.name, kind, site, browser, own: [] });
  }

  sleep = sleep;
  id() { return `${this.name}-${process.pid}-${++ids}`; }
  skip(reason) { throw new Skip(reason); }
  figure(name, value, unit) { console.log(`figure browsers.${this.name}.${name} ${value} ${unit}`); }

  // A browser with a profile of its own.
  async fresh(options) {
    const browser = new this.kind.Browser(this.site, options);
    this.own.push(browser);
    await browser.start();
    return browser;
  }

  async until(condition, timeout = 20000) {
    for (const end = Date.now() + timeout; !(await condition()); await sleep(30)) {
      if (Date.now() > end) throw new Error(`gave up waiting for ${condition}`);
    }
  }

  // The value, as JSON, that the model of all pages has in the end.
  async converged(...pages) {
    let states;
    await this.until(async () => {
      states = await Promise.all(pages.map((page) => page.evaluate(() => e2e.state())));
      return states.every(({ committed, version, value }) => committed && version === states[0].version && value === states[0].value);
    });
    return states[0].value;
  }

  // What somebody else finds at the server.
  async atServer(id) {
    this.reader ??= await this.browser.open();
    return this.reader.evaluate(async (id) => {
      if (!e2e.domain) await e2e.connect('Reader');
      const model = await e2e.domain.models().open(id);
      const text = model.elementAt('text').value();
      await model.close();
      return text;
    }, id);
  }

  // Closes what the case has opened: pages in a browser of its own end with that.
  async end(pages) {
    const left = this.own.length > 0 ? [] : pages;
    for (const page of this.reader ? [...left, this.reader] : left) await page.close();
    for (const browser of this.own) await browser.dispose();
  }
}

// Interrupted, it leaves no browser behind.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

// Runs one case; returns whether it passed, or null if it was skipped.
async function runCase(kind, site, browser, name, run) {
  const t = new Run(kind, site, browser);
  const began = Date.now();
  const took = () => `(${Date.now() - began} ms)`;
  let pages = [];
  try {
    pages = await run(t);
    const problems = (await Promise.all(pages.map((page) => page.problems()))).flat();
    if (problems.length > 0) throw new Error(`errors that the page did not catch: ${problems.join('; ')}`);
    console.log(`✔ ${kind.name} ${name} ${took()}`);
    return true;
  } catch (error) {
    if (error instanceof Skip) {
      console.log(`SKIP ${kind.name} ${name}: ${error.message}`);
      return null;
    }
    console.log(`✖ ${kind.name} ${name} ${took()}\n${error.stack}`);
    return false;
  } finally {
    await t.end(pages);
  }
}

// Runs all wanted cases in one browser; returns how many failed.
async function runAll(kind, site) {
  const missing = kind.missing();
  if (missing) {
    console.log(`SKIP ${kind.name} all cases: ${missing} is not installed`);
    return 0;
  }
  const results = [];
  const browser = new kind.Browser(site);
  try {
    await browser.start();
    for (const [name, run] of wanted) results.push(await runCase(kind, site, browser, name, run));
  } catch (error) {
    console.log(`✖ ${kind.name} does not start\n${error.stack}`);
    results.push(false);
  }
  await browser.dispose();
  const failed = results.filter((result) => result === false).length;
  console.log(`figure browsers.${kind.name}.passed ${results.filter(Boolean).length} cases`);
  console.log(`figure browsers.${kind.name}.failed ${failed} cases`);
  return failed;
}

const server = await Server.start();
const site = await Site.start(server);
// At the same time: most of it is waiting.
const failures = await Promise.all(kinds.map((kind) => runAll(kind, site)));
await site.close();
await server.dispose();
process.exit(failures.every((failed) => failed === 0) ? 0 : 1);
