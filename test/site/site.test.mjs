// The documentation as the server hands it out, in Chromium: every page, light, dark and as on
// a phone, breaks no rule of its policy and is not wider than the window; search finds things.
// SHOTS=folder keeps a picture of each.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { sidebar } from '../../docs/.vitepress/sidebar.mjs';
import { setUp } from '../harness/suite.mjs';

const suite = setUp();
const shots = process.env.SHOTS;
const pages = ['', 'api/', 'api/classes/RealTimeString', ...sidebar.flatMap(({ items }) => items.map(({ link }) => link.slice(1)))];
const forms = { light: ['light', 1280, 900], dark: ['dark', 1280, 900], phone: ['light', 390, 844] };

async function open([colorScheme, width, height]) {
  const context = await suite.browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (line) => { if (['error', 'warning'].includes(line.type())) page.problems.push(line.text()); });
  return page;
}

for (const [form, size] of Object.entries(forms)) {
  test(`${pages.length} pages, ${form}`, async () => {
    const page = await open(size);
    for (const name of pages) {
      const answer = await page.goto(`${suite.server.url}/docs/${name}`);
      assert.equal(answer.status(), 200, name);
      await page.locator('#app.ready, .VPContent').first().waitFor();
      await page.waitForLoadState('networkidle');
      const [scroll, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(scroll <= inner, `${name} is ${scroll} wide in a window of ${inner}`);
      assert.deepEqual(page.problems, [], name);
      if (shots) {
        fs.mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: path.join(shots, `${name.replaceAll('/', '_') || 'home'}-${form}.png`) });
      }
    }
    await page.context().close();
  });
}

test('links are followed without loading, back goes back, and what is not there says so', async () => {
  const page = await open(forms.light);
  await page.goto(`${suite.server.url}/docs/`);
  await page.getByRole('link', { name: 'Getting started' }).click();
  await page.getByRole('heading', { level: 1, name: 'Getting started' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/docs/guide/getting-started');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Convergence' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/docs/');
  assert.deepEqual(page.problems, []);
  assert.equal((await page.goto(`${suite.server.url}/docs/guide/none`)).status(), 404);
  await page.getByText('PAGE NOT FOUND').waitFor();
  await page.context().close();
});

/** What newcomers type, and where the answer is: among the first three that are found. */
const QUESTIONS = {
  offline: /guide\/offline/, undo: /guide\/undo/, 'kick user': /guide\/questions#how-do-i-kick/, 'cursor color': /guide\/(references|bindings)/, 'typing indicator': /guide\/questions#.*typing/,
  'online users': /guide\/presence/, 'read only': /guide\/questions#can-people-read/, permissions: /guide\/permissions/, history: /guide\/history/, 'who wrote': /guide\/attribution/,
  nginx: /deploying#behind-a-proxy|guide\/questions#does-it-run-behind/, 'load balancer': /scale|guide\/questions#does-it-run-behind/, docker: /deploying/, 'TLS certificate': /deploying#https|security/, https: /deploying#https|security/,
  JWT: /security#json-web-tokens-jwt|guide\/connecting/, cookies: /guide\/questions#how-do-i-use/, CORS: /guide\/troubleshooting#/, 'allowed origins': /guide\/troubleshooting#|security/, 'content security policy': /security/,
  'rate limit': /limits|guide\/questions#are-there/, 'max document size': /limits|guide\/questions#how-large/, 'garbage collection': /guide\/questions#does-a-document/, 'migrate schema': /guide\/questions#how-do-i-change/,
  'React StrictMode': /guide\/(questions|getting-started|bindings)/, 'next.js': /guide\/questions#does-it-work-with-server/, 'server rendering': /guide\/questions#does-it-work-with-server/, tiptap: /guide\/bindings/, 'rich text': /guide\/(bindings|questions|introduction)/,
  'test without server': /guide\/questions#how-do-i-test/, 'multiple tabs': /guide\/questions#what-happens|offline/, 'service worker': /guide\/offline/, backup: /backup/, postgres: /postgresql/, webhook: /programs/,
  limit_exceeded: /guide\/errors|limits/, unauthorized: /guide\/(errors|permissions)/, model_not_found: /guide\/errors/, version_not_kept: /guide\/errors|limits/, 'wasm-unsafe-eval': /security|guide\/migrating/,
  openAutoCreate: /guide\/models|ModelService/, isCommitted: /guide\/models|RealTimeModel/, undoManager: /guide\/undo|RealTimeModel|UndoManager/, subscribeOffline: /guide\/offline|ModelService/, reconnect: /guide\/connecting/,
};

test(`search answers ${Object.keys(QUESTIONS).length} questions of newcomers`, async () => {
  const page = await open(forms.light);
  await page.goto(`${suite.server.url}/docs/guide/introduction`);
  await page.getByRole('button', { name: /search/i }).first().click();
  const wrong = [];
  for (const [question, answer] of Object.entries(QUESTIONS)) {
    await page.locator('#localsearch-input').fill('');
    await page.waitForFunction(() => document.querySelector('.VPLocalSearchBox .result') === null);
    await page.locator('#localsearch-input').fill(question);
    await page.locator('.VPLocalSearchBox .result').first().waitFor({ timeout: 5000 }).catch(() => {});
    const found = await page.locator('.VPLocalSearchBox .result').evaluateAll((all) => all.slice(0, 3).map((one) => one.getAttribute('href')));
    if (!found.some((address) => answer.test(address))) wrong.push(`${question}: ${found.join(' ') || 'nothing'}`);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('search finds a method, and a reader chooses dark', async () => {
  const page = await open(forms.light);
  await page.goto(`${suite.server.url}/docs/guide/introduction`);
  await page.getByRole('button', { name: /search/i }).first().click();
  await page.locator('#localsearch-input').fill('openAutoCreate');
  await page.locator('.VPLocalSearchBox .result', { hasText: /openAutoCreate/i }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('switch').first().click();
  await page.waitForFunction(() => document.documentElement.classList.contains('dark'));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
