// The programs in the READMEs, each in two pages of Chromium.
import test from 'node:test';
import { runProgram } from './pages.mjs';
import { setUp } from '../../../test/harness/suite.mjs';

const suite = setUp();
const close = (pages) => Promise.all(pages.map((page) => page.close()));

test('codemirror: two write, one sees the cursor of the other, and undoes', async () => {
  const [a, b] = await runProgram(suite, 'codemirror');
  const line = (text) => b.waitForFunction((text) => document.querySelector('.cm-line')?.textContent === text, text);
  await a.click('.cm-content');
  await a.keyboard.press('End');
  await a.keyboard.type(' world');
  await line('Hello world');
  await b.waitForSelector('.cm-person[data-name=Ada]');
  await a.keyboard.press('Control+z');
  await line('Hello');
  await close([a, b]);
});

test('inputs: two fill in one form', async () => {
  const [a, b] = await runProgram(suite, 'inputs');
  for (const page of [a, b]) await page.waitForFunction(() => document.getElementById('text')?.value === 'Hello');
  await a.focus('#text');
  await a.keyboard.press('Control+End');
  await a.keyboard.type(' world');
  await b.waitForSelector('.convergence-caret[data-name=Ada]');
  await a.check('#done');
  await b.selectOption('#size', 'large');
  await b.waitForFunction(() => document.getElementById('text').value === 'Hello world' && document.getElementById('done').checked);
  await a.waitForFunction(() => document.getElementById('size').value === 'large');
  await close([a, b]);
});

// They share one poll: the second finds the votes of the first.
let voted = 0;
for (const name of ['react', 'vue', 'svelte']) {
  test(`${name}: two vote`, async () => {
    const pages = await runProgram(suite, name);
    const votes = (n) => Promise.all(pages.map((page) => page.waitForFunction((text) => document.getElementById('root').textContent.trim() === text, `${n} votes`)));
    await votes(voted);
    for (const page of pages) await page.click('button');
    await votes(voted += 2);
    await close(pages);
  });
}

test('monaco: two write, one sees the cursor of the other, and undoes', async () => {
  const [a, b] = await runProgram(suite, 'monaco');
  const line = (text) => b.waitForFunction((text) => document.querySelector('.view-line')?.textContent.replaceAll('\u00a0', ' ') === text, text);
  await a.click('.view-lines');
  await a.keyboard.press('Control+End');
  await a.keyboard.type(' world');
  await line('Hello world');
  await b.waitForSelector('.convergence-cursor', { state: 'attached' });
  await a.keyboard.press('Control+z');
  await line('Hello');
  await close([a, b]);
});

test('prosemirror: two write, one sees the cursor of the other, and undoes', async () => {
  const [a, b] = await runProgram(suite, 'prosemirror');
  const lines = (...expected) => b.waitForFunction((expected) => JSON.stringify([...document.querySelectorAll('.ProseMirror p')].map((p) => [...p.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(''))) === expected, JSON.stringify(expected));
  await lines('Hello');
  await a.click('.ProseMirror');
  await a.keyboard.press('Control+End');
  await a.keyboard.type(' world');
  await a.keyboard.press('Enter');
  await a.keyboard.type('!');
  await lines('Hello world', '!');
  await b.waitForSelector('.convergence-name[data-name=Ada]');
  for (let i = 0; i < 3; i++) await a.keyboard.press('Control+z');
  await lines('Hello');
  await close([a, b]);
});

test('devtools: the panel tells of a model that is opened after it', async () => {
  const [a, b] = await runProgram(suite, 'devtools');
  const panel = a.locator('.convergence-inspector');
  await panel.getByRole('row').filter({ hasText: 'first-note' }).waitFor();
  await panel.getByText('worldHello', { exact: false }).or(panel.getByText(' world', { exact: false })).first().waitFor();
  await close([a, b]);
});
