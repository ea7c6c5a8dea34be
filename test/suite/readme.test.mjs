// The page in the README works as it is printed there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root } from '../harness/server.mjs';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();

async function openReadmePage() {
  const [, html] = /```html\n([^]*?)```/.exec(fs.readFileSync(path.join(root, 'README.md'), 'utf8'));
  assert.ok(html.includes('http://localhost:8000/'));
  const page = await suite.browser.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  await page.goto(`${suite.server.url}/health`);
  await page.setContent(`<!doctype html>${html.replaceAll('http://localhost:8000/', `${suite.server.url}/`)}`);
  return page;
}

const shows = (page, text) => page.waitForFunction((text) => document.getElementById('text').value === text, text, { timeout: 15000 });

test('two people who open the page of the README see what the other types', async () => {
  const a = await openReadmePage();
  const b = await openReadmePage();
  for (const page of [a, b]) await page.locator('#text:enabled').waitFor();
  await a.locator('#text').fill('Hello 😀');
  await shows(b, 'Hello 😀');
  await b.locator('#text').focus();
  await b.keyboard.press('Home');
  await b.keyboard.type('Oh, ');
  await shows(a, 'Oh, Hello 😀');
  await a.locator('#text').fill('Oh, Hello 😁');
  await shows(b, 'Oh, Hello 😁');
  assert.deepEqual([...a.problems, ...b.problems], []);
});
