// Runs the same cases in Chromium, Firefox and WebKit.
//   node test/browsers/main.mjs [--browser NAME] [--case TEXT] [--short]
import { parseArgs } from 'node:util';
import { Server } from '../harness/server.mjs';
import { cases as bindings } from './cases-bindings.mjs';
import { cases as examples } from './cases-examples.mjs';
import { cases as online } from './cases-online.mjs';
import { cases as places } from './cases-places.mjs';
import { cases as store } from './cases-store.mjs';
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';
import { runCase } from './run.mjs';
import { Site } from './site.mjs';
import * as webkit from './webkit.mjs';

// What the short form has: the whole way of an edit, through the store and out of it.
const SHORT = ['editing at the same time', 'every type of element', 'offline: loaded anew', 'a sandboxed frame', 'the example: names, and where they stand'];

const { values: options } = parseArgs({ options: { browser: { type: 'string' }, case: { type: 'string' }, short: { type: 'boolean' } } });
// The short form leaves Chromium out, which all other tests run in.
const kinds = (options.short ? [firefox, webkit] : [firefox, webkit, chromium]).filter(({ name }) => !options.browser || name === options.browser);
const wanted = Object.entries({ ...online, ...store, ...places, ...examples, ...bindings })
  .filter(([name]) => (options.case ? name.includes(options.case) : !options.short || SHORT.includes(name)));
if (kinds.length === 0 || wanted.length === 0) throw new Error('there is no such browser or case');

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
    for (const [name, run] of wanted) results.push(await runCase(kind, browser, name, run));
  } catch (error) {
    console.log(`✖ ${kind.name} does not start\n${error.stack}`);
    results.push(false);
  }
  await browser.dispose().catch((error) => {
    console.log(`✖ ${kind.name} does not end\n${error.stack}`);
    results.push(false);
  });
  const failed = results.filter((result) => result === false).length;
  console.log(`figure browsers.${kind.name}.passed ${results.filter(Boolean).length} cases`);
  console.log(`figure browsers.${kind.name}.failed ${failed} cases`);
  return failed;
}

const server = await Server.start({ args: ['--allow-origin', 'null'] });
const site = await Site.start(server);
// At the same time: most of it is waiting.
const failures = await Promise.all(kinds.map((kind) => runAll(kind, site)));
await site.close();
await server.dispose();
process.exit(failures.every((failed) => failed === 0) ? 0 : 1);
