// Opens pages of a headless Chromium that load the client as a user's page
// does, by script tag, from the server under test.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../../scripts/chromium-path.mjs';
import { madeOnce, sameEverywhere } from './converge.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const inPage = fs.readFileSync(path.join(here, 'in-page.js'), 'utf8');

export async function launch({ flags = [], ...options } = {}) {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      // Pages that are not in front must run at full speed: the tests open several.
      '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows', ...flags],
    ...options,
  });
}

// Pages that need no storage of their own are tabs of one profile: each with a
// profile of its own takes three times as long to open.
const profiles = new WeakMap();
const profileOf = (browser) => madeOnce(profiles, browser, () => browser.newContext());

// Opens an empty page of the server's origin with the client loaded and the
// helpers of in-page.js under `e2e`. Uncaught errors of the page are kept in
// page.problems; a test asserts that the list is empty. A test that is about what
// a browser keeps gives a `context` of its own.
export async function openPage(browser, server, { context, page } = {}) {
  page ??= await (context ?? await profileOf(browser)).newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  // A page that came over the network from the server: Chromium does not let a
  // page made up by the automation connect to this machine.
  await page.goto(`${server.url}/health`);
  // The script build, with what some tests see of the inside.
  await page.setContent(`<!doctype html><meta charset="utf-8"><title>e2e</title>
    <script src="${server.url}/client/convergence.testing.js"></script><script>${inPage}</script>`);
  await page.evaluate((url) => { e2e.url = url; }, server.realtime);
  return page;
}

// Opens a page and, in it, a model; the page then has `e2e.domain` and `e2e.model`.
export async function openModelPage(browser, server, options) {
  return openInPage(await openPage(browser, server), options);
}

// The same in a page that is there.
export async function openInPage(page, { name = 'Somebody', id, data = { text: '' }, options } = {}) {
  await page.evaluate(async ([name, id, data, options]) => {
    await e2e.connect(name, options);
    await e2e.open(id, data);
  }, [name, id, data, options]);
  return page;
}

// Who tells what the server has: a page beside those of the tests, one for each
// server. It opens no model, as others would see that.
const observers = new WeakMap();
function observerOf(browser, url) {
  if (!observers.has(browser)) observers.set(browser, new Map());
  return madeOnce(observers.get(browser), url, async () => {
    const page = await openPage(browser, { url: new URL(url).origin, realtime: url });
    await page.evaluate(() => e2e.connect('Observer', { reconnect: { reconnectIntervals: [0.05] } }));
    return page;
  });
}

// Resolves with the value of the model that these pages have, once all have it and
// the server does; see sameEverywhere.
export function converge(pages, { timeout = 15000 } = {}) {
  const observer = async () => observerOf(pages[0].context().browser(), await pages[0].evaluate(() => e2e.url));
  return sameEverywhere(pages, observer, timeout);
}
