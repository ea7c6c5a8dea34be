// A server with its examples, and people who visit them in Chromium: they act by what is
// written on the page, with a mouse, a finger or keys.
import assert from 'node:assert/strict';
import path from 'node:path';
import { launch, openModelPage, openPage } from '../harness/browser.mjs';
import { look, wide } from '../harness/look.mjs';
import { root, Server } from '../harness/server.mjs';

const password = 'long enough';
/** Pictures are 1280 pixels wide and of a smaller window, so that what is in it can be read where they are shown smaller. */
const sharp = 1280 / 960;

export class World {
  acts = 0;
  documents = 0;
  looks = 0;
  serious = [];
  problems = [];
  pictures = Boolean(process.env.IMAGES); // whether those of docs/images are made

  static async start() {
    const world = new World();
    world.server = await Server.start();
    world.browser = await launch();
    return world;
  }

  async end() {
    await this.browser?.close();
    await this.server?.dispose();
  }

  /** Opens a page in a browser of its own. What its policy forbids is said in the console only. */
  async page(address, options = {}) {
    const context = await this.browser.newContext({ viewport: wide, colorScheme: 'light', reducedMotion: 'reduce', ...(this.pictures ? { deviceScaleFactor: sharp } : {}), ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (line) => {
      // What the browser says of a server that is not reached is not about the page.
      if (line.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(line.text())) this.problems.push(line.text());
    });
    await page.goto(`${this.server.url}/${address}`);
    return page;
  }

  /** Makes an account. */
  account(username, name) {
    this.server.command(['user', 'add', username, '--display-name', name], `${password}\n`);
  }

  /** Visits an example under a name, as a guest, or with an account. */
  async visit(address, name, { username, ...options } = {}) {
    const page = await this.page(address, options);
    await page.getByLabel('Display name').fill(name);
    if (username) {
      await page.getByText('Sign in with an account').click();
      await page.getByLabel('User name').fill(username);
      await page.getByLabel('Password').fill(password);
    }
    await page.getByRole('dialog').getByRole('button', { name: /^(Open|Come in)/ }).click();
    await page.locator('.state[data-state="connected"]').waitFor();
    return page;
  }

  /** Does something that somebody would do, sees that it came about, and counts it. */
  async act(name, what) {
    try {
      await what();
    } catch (error) {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    }
    this.acts++;
  }

  /** Takes the network away from one page, and gives it back. */
  async cut(page) {
    await page.context().setOffline(true);
    await page.locator('.state[data-state="interrupted"]').waitFor({ timeout: 30_000 });
  }

  async mend(page) {
    await page.context().setOffline(false);
    await page.locator('.state[data-state="connected"]').waitFor({ timeout: 30_000 });
  }

  /** Waits until `read`, run in each page, says the same in all, and `enough` of it. */
  async same(pages, read, enough = () => true, argument) {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const seen = await Promise.all(pages.map((page) => page.evaluate(read, argument)));
      const texts = seen.map((one) => JSON.stringify(one));
      if (texts.every((text) => text === texts[0]) && enough(seen[0])) return seen[0];
      if (Date.now() > deadline) assert.fail(`not the same, or not enough:\n${texts.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** What the server has of a document: how a page draws it may hide what is wrong. */
  async stored(page) {
    const reader = await openPage(this.browser, this.server);
    const data = await reader.evaluate(async (id) => {
      await e2e.connect('Reader');
      return (await e2e.domain.models().open(id)).root().value();
    }, new URL(page.url()).hash.slice(1));
    await reader.close();
    return data;
  }

  /** Makes a document with data, as somebody who may then take from the others the right to write in it, and give it back. */
  async made(data) {
    const id = `made-${++this.documents}`;
    const maker = await openModelPage(this.browser, this.server, { id, data });
    const allow = (write, read = true) => maker.evaluate(async ([read, write]) => {
      await e2e.model.permissionsManager().setWorldPermissions({ read, write, remove: false, manage: false });
      await e2e.model.permissionsManager().setOverridesCollection(true);
    }, [read, write]);
    return { id, allow, end: () => maker.close() };
  }

  /** Has axe look at a page, in every form that it has. */
  async look(name, page) {
    this.looks++;
    this.serious.push(...await look(name, page));
  }

  /** Leaves pictures in docs/images, if that is asked for: the start page has them too. */
  async picture(name, page, size = { width: 960, height: 600 }) {
    if (!this.pictures) return;
    await page.setViewportSize(size);
    for (const [colorScheme, ending] of [['light', ''], ['dark', '-dark']]) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction((scheme) => document.documentElement.dataset.theme === scheme, colorScheme);
      await page.screenshot({ path: path.join(root, `docs/images/example-${name}${ending}.png`) });
    }
    await page.setViewportSize(wide);
  }
}
