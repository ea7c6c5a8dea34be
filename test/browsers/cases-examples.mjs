// The examples, each in two pages, on a screen and on a phone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../harness/server.mjs';
import { labelOf } from './labels.mjs';
import { examples } from './examples.mjs';

async function visit(t, id, name, { browser = t.browser, folder = '', ready = '.cm-content' } = {}) {
  const page = await t.open(browser, `/example/${folder}#${id}`);
  await page.evaluate(async (name, ready) => {
    const until = async (condition, what) => {
      for (const end = Date.now() + 60000; !condition(); await new Promise((resolve) => setTimeout(resolve, 20))) {
        if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
      }
    };
    globalThis.until = until;
    localStorage.removeItem('convergence.example.name');
    // It says whether all is saved once the document is open.
    const isThere = () => document.querySelector('.state[data-state=connected]') && document.getElementById('saved').textContent && document.querySelector(ready);
    await until(() => document.querySelector('#welcome[open]') ?? isThere(), 'the page');
    if (document.querySelector('#welcome[open]')) {
      document.getElementById('name').value = name;
      document.querySelector('#welcome button[type=submit]').click();
    }
    await until(isThere, ready);
    await new Promise((resolve) => setTimeout(resolve, 100)); // and what shows it is made
    localStorage.removeItem('convergence.example.name'); // the next one is somebody else
  }, name, ready);
  return page;
}

export const cases = {
  async 'the example: names, and where they stand'(t) {
    const id = t.id();
    const [ada, bob] = [await visit(t, id, 'Ada'), await visit(t, id, 'Bob Kahn')];
    await ada.evaluate(() => {
      document.querySelector('.cm-content').focus();
      document.execCommand('insertText', false, 'The tide was out by seven.');
    });
    const text = 'The tide was out by seven.';
    await t.until(() => bob.evaluate((text) => document.querySelector('.cm-content').textContent.includes(text), text));
    assert.deepEqual(await bob.evaluate(async () => {
      await until(() => document.querySelectorAll('.people .label').length === 2, 'both people');
      return [...document.querySelectorAll('.people .label')].map((label) => label.textContent);
    }), ['Ada', 'Bob Kahn (you)']);
    await t.until(() => bob.evaluate(() => document.querySelector('.cm-person') !== null));
    const label = await bob.evaluate(labelOf, '.cm-person');
    t.figure('label.offset', label, 'px');
    assert.ok(label !== null && Math.abs(label) <= 4, `the name stands ${label} px from its caret`);
    fs.mkdirSync(path.join(root, 'build'), { recursive: true });
    await bob.picture(path.join(root, `build/example-${t.name}.png`));
  },
};

// Some browsers have no inputs for months and weeks, and texts in their place.
cases['examples: a form with a month and a week'] = async (t) => {
  const id = t.id();
  const pages = [];
  for (const name of ['Ada', 'Bob']) pages.push(await visit(t, id, name, { folder: 'form/', ready: '[name=month]' }));
  const shown = (page) => page.evaluate(() => ['month', 'week'].map((name) => document.querySelector(`[name=${name}]`).value).join());
  for (const page of pages) assert.equal(await shown(page), '2028-07,2027-W30');
  const write = (page, name, value) => page.evaluate((name, value) => {
    const field = document.querySelector(`[name=${name}]`);
    field.value = value;
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  }, name, value);
  await write(pages[0], 'month', '2029-01');
  await write(pages[1], 'week', '2026-W53');
  await t.until(async () => (await Promise.all(pages.map(shown))).every((all) => all === '2029-01,2026-W53'));
  await write(pages[0], 'week', '2027-W53'); // that year has none: it is not taken
  await write(pages[0], 'month', '2029-02');
  await t.until(async () => await shown(pages[1]) === '2029-02,2026-W53');
};

// The second one takes back what was written there, by the button, and what the first one wrote stays.
async function undo(t, pages, read, pointTo) {
  const button = () => pages[1].evaluate(() => document.getElementById('undo').disabled);
  const has = async (page, name) => (await page.evaluate(read)).includes(`Written by ${name}.`);
  for (let i = 0; i < 10 && await has(pages[1], 'Bob'); i++) {
    assert.equal(await button(), false, 'there is something to undo');
    await pointTo('#undo');
    await t.sleep(50);
  }
  await t.until(async () => !(await has(pages[0], 'Bob')) && !(await has(pages[1], 'Bob')));
  for (const page of pages) assert.ok(await has(page, 'Ada'), 'what the other one wrote is there');
}

// Somebody presses and types, and the other has it; then the other way round, while nobody looks at the first.
async function play(t, { folder, press, twice, done, read, undone = true }, phone) {
  const browser = phone ? await t.fresh({ phone }) : t.browser;
  const id = t.id();
  const pages = [];
  for (const name of ['Ada', 'Bob']) {
    pages.push(await visit(t, id, name, { browser, folder, ready: press[0] }));
    const page = pages.at(-1);
    const pointTo = (selector) => (phone ? page.tap(selector) : page.click(selector));
    for (const selector of press) await pointTo(selector);
    if (twice) await (phone ? page.tap(twice) : page.doubleClick(twice));
    // What one types before the caret is there would be a key of the page.
    await t.until(() => page.evaluate(() => document.activeElement.matches('textarea, input, [contenteditable=true]')), 10000);
    await page.type(`Written by ${name}.`);
    if (done) await pointTo(done);
    await t.until(async () => (await Promise.all(pages.map((one) => one.evaluate(read)))).every((text) => text.includes(`Written by ${name}.`)));
  }
  await t.until(async () => (await pages[0].evaluate(read)) === (await pages[1].evaluate(read)));
  if (undone) await undo(t, pages, read, (selector) => (phone ? pages[1].tap(selector) : pages[1].click(selector)));
  if (!phone) return;
  for (const page of pages) {
    const { wide, most, inner } = await page.evaluate(() => ({ wide: document.scrollingElement.scrollWidth, most: document.scrollingElement.clientWidth, inner: innerWidth }));
    assert.ok(inner <= 400, `the page is ${inner} px wide, which is no phone`);
    assert.ok(wide <= most, `the page is ${wide} px wide, and shows ${most}`);
  }
}

for (const [name, example] of Object.entries(examples)) {
  cases[`examples: ${name}`] = (t) => play(t, example, false);
  cases[`examples: ${name}, on a phone`] = (t) => play(t, example, true);
}
