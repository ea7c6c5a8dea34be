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

test('react: two vote', async () => {
  const pages = await runProgram(suite, 'react');
  const votes = (n) => Promise.all(pages.map((page) => page.waitForFunction((text) => document.getElementById('root').textContent === text, `${n} votes`)));
  await votes(0);
  for (const page of pages) await page.click('button');
  await votes(2);
  await close(pages);
});

test('devtools: the panel tells of a model that is opened after it', async () => {
  const [a, b] = await runProgram(suite, 'devtools');
  const panel = a.locator('.convergence-inspector');
  await panel.getByRole('row').filter({ hasText: 'first-note' }).waitFor();
  await panel.getByText('worldHello', { exact: false }).or(panel.getByText(' world', { exact: false })).first().waitFor();
  await close([a, b]);
});
