// A server with its console in a browser, and how an administrator acts there: by what
// is written on the page, as a person or a screen reader finds it.
import assert from 'node:assert/strict';
import path from 'node:path';
import { launch } from '../harness/browser.mjs';
import { look, wide } from '../harness/look.mjs';
import { Server } from '../harness/server.mjs';

/** Whether pages are looked at by axe. */
export const looking = process.env.LOOK !== '0'; // without, only the acts

export class World {
  acts = 0;
  looks = 0;
  serious = [];
  problems = [];

  static async start() {
    const world = new World();
    world.server = await Server.start();
    world.browser = await launch();
    world.page = await world.newPage();
    return world;
  }

  async newPage() {
    const context = await this.browser.newContext({ viewport: wide, colorScheme: 'light', reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC' });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (line) => {
      // What the browser says of each refusal of the server is not about the page.
      if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) this.problems.push(line.text());
    });
    return page;
  }

  /** The address of a page of the console. */
  at(hash = '') { return `${this.server.url}/console/#/${hash}`; }

  /** The link that the server printed when it was started. */
  link() {
    const found = /console +(http:\S+\/console\/#cvl_\w+)/.exec(this.server.log);
    assert.ok(found, `the server printed no link: ${this.server.log}`);
    return found[1];
  }

  /** Runs the command line on the data of the server. */
  run(args, input = '') {
    return this.server.command(args, input);
  }

  /** Does something that an administrator does, and counts it. */
  async act(name, what) {
    try {
      await what(this.page);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    }
    this.acts++;
  }

  /** Goes to a page by its link in the navigation. */
  async visit(name, heading = name, page = this.page) {
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).last().click();
    await this.on(heading, page);
  }

  /** Waits until a page is there. */
  async on(heading, page = this.page) {
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  }

  /** Presses a button: where there is nothing yet it is there twice. */
  async press(name, within = this.page) {
    await within.getByRole('button', { name, exact: true }).first().click();
  }

  /** The dialog that is open. */
  get dialog() { return this.page.getByRole('dialog'); }

  /** Fills in the dialog that is open, presses its button and waits until it has gone. */
  async fill(fields, button) {
    for (const [label, value] of Object.entries(fields)) {
      const field = this.dialog.getByLabel(label, { exact: true });
      if (typeof value === 'boolean') await field.setChecked(value);
      else if (await field.evaluate((e) => e.tagName === 'SELECT')) await field.selectOption(value);
      else await field.fill(value);
    }
    await this.press(button, this.dialog);
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** The row of a table whose first cell has a text. */
  row(text, page = this.page) {
    return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: text }) });
  }

  /** Waits until the page says something: not one word, which may stand anywhere. */
  async says(text, page = this.page) {
    assert.ok(text.includes(' '), `"${text}" may be said of anything: look for a row, a tag or a label`);
    await page.getByText(text).first().waitFor();
  }

  /** Waits until a tag has a text. */
  async tagged(text, within = this.page) {
    await within.locator('.tag').getByText(text, { exact: true }).first().waitFor({ timeout: 20_000 });
  }

  /** Has axe look at a page, in every form that it has. */
  async look(name, page = this.page) {
    if (!looking) return;
    this.looks++;
    this.serious.push(...await look(name, page));
  }

  async end() {
    await this.browser?.close();
    await this.server?.dispose();
  }
}
