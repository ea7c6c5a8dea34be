// The example page as two people use it. Pictures of it are left in build/.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { root } from '../harness/server.mjs';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();
const pictures = path.join(root, 'build');
fs.mkdirSync(pictures, { recursive: true });

// Opens the example as a person with a browser of their own.
async function visit(name, { hash = '', colorScheme = 'light', viewport = { width: 1180, height: 780 } } = {}) {
  const context = await suite.browser.newContext({ colorScheme, viewport });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: suite.server.url });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  await page.goto(`${suite.server.url}/example/${hash}`);
  if (name) {
    await page.getByLabel('Display name').fill(name);
    await page.getByRole('button', { name: 'Open the document' }).click();
    await page.locator('.state[data-state="connected"]').waitFor();
    await page.locator('.cm-content').waitFor();
  }
  return page;
}

const textOf = (page) => page.evaluate(() => [...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));
async function untilText(page, expected) {
  const deadline = Date.now() + 15000;
  let text;
  while ((text = await textOf(page)) !== expected) {
    assert.ok(Date.now() < deadline, `the page shows ${JSON.stringify(text)} instead of ${JSON.stringify(expected)}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

test('two people write one document', async () => {
  const ada = await visit('Ada Lovelace');
  assert.match(new URL(ada.url()).hash, /^#[a-z0-9]{12}$/, 'a page without an id makes one');
  await ada.getByRole('button', { name: 'Copy link' }).click();
  const link = await ada.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, ada.url());

  const bob = await visit('Bob Kahn', { hash: new URL(link).hash, colorScheme: 'dark' });
  await bob.locator('.people li').nth(1).waitFor();
  assert.deepEqual(await bob.locator('.people .label').allTextContents(), ['Ada Lovelace', 'Bob Kahn (you)']);
  const colours = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.people li')]
    .map((li) => [li.querySelector('.label').textContent.replace(' (you)', ''), li.style.getPropertyValue('--person')])));
  assert.deepEqual(await colours(ada), await colours(bob), 'a person has one colour on every screen');

  await ada.locator('.cm-content').click();
  await ada.keyboard.type('# Field notes\n\nThe tide was *out* by seven.');
  await untilText(bob, '# Field notes\n\nThe tide was *out* by seven.');
  await bob.locator('.cm-content').click();
  await bob.keyboard.press('Control+End');
  const caret = ada.locator('.cm-person[data-name="Bob Kahn"]');
  await caret.waitFor();
  assert.equal(await caret.evaluate((at) => at.closest('.cm-line').textContent), 'The tide was *out* by seven.', 'Ada sees where Bob is');
  await bob.keyboard.type(' We walked to the 🏝 and back.');
  const together = '# Field notes\n\nThe tide was *out* by seven. We walked to the 🏝 and back.';
  await untilText(ada, together);
  await ada.getByText('Saved', { exact: true }).waitFor();

  // Undo takes back only one's own words.
  await ada.keyboard.press('Control+z');
  const undone = await textOf(ada);
  assert.match(undone, / We walked to the 🏝 and back\.$/);
  assert.notEqual(undone, together);
  await untilText(bob, undone);
  await ada.keyboard.press('Control+Shift+Z');
  await untilText(bob, together);

  // One action that changes several places arrives in order.
  await bob.keyboard.press('Control+Home');
  await ada.keyboard.press('Control+a');
  await ada.keyboard.press('Control+]');
  const indented = await textOf(ada);
  assert.notEqual(indented, together);
  await untilText(bob, indented);
  await ada.keyboard.press('Control+[');
  await untilText(bob, together);

  await ada.keyboard.press('Control+End');
  await ada.mouse.move(5, 400);
  await bob.mouse.move(5, 400);
  await ada.screenshot({ path: path.join(pictures, 'example-light.png') });
  await bob.screenshot({ path: path.join(pictures, 'example-dark.png') });
  assert.deepEqual([...ada.problems, ...bob.problems], []);

  // Somebody who leaves disappears from the list.
  await bob.context().close();
  await ada.waitForFunction(() => document.querySelectorAll('.people li').length === 1);
  await ada.context().close();
});

test('the name is remembered and can be changed; an id in the address opens that document', async () => {
  const id = freshId('shared');
  const page = await visit('Cleo', { hash: `?id=${id}`, viewport: { width: 390, height: 760 } });
  assert.equal(await page.locator('#document-id').textContent(), id);
  await page.locator('.cm-content').click();
  await page.keyboard.type('Kept');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.screenshot({ path: path.join(pictures, 'example-narrow.png') });
  await page.reload();
  await untilText(page, 'Kept');
  assert.equal(await page.locator('.people .label').textContent(), 'Cleo (you)');
  await page.getByRole('button', { name: 'Change your name' }).click();
  await page.getByLabel('Display name').fill('Cleopatra');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Open the document' }).click()]);
  await page.locator('.people .label', { hasText: 'Cleopatra (you)' }).waitFor();
  await page.context().close();
});

test('a crash of the server shows, typing goes on, and everything arrives afterwards', async () => {
  const hash = `#${freshId('crash')}`;
  const ada = await visit('Ada', { hash });
  const bob = await visit('Bob', { hash });
  await ada.locator('.cm-content').click();
  await ada.keyboard.type('before');
  await untilText(bob, 'before');
  await suite.server.kill();
  await ada.locator('.state[data-state="interrupted"]').waitFor({ timeout: 20000 });
  await ada.keyboard.type(' and while away');
  await ada.getByText('Will be sent').waitFor();
  await suite.server.run();
  await ada.locator('.state[data-state="connected"]').waitFor({ timeout: 30000 });
  await bob.locator('.state[data-state="connected"]').waitFor({ timeout: 30000 });
  await untilText(bob, 'before and while away');
  await Promise.all([ada.context().close(), bob.context().close()]);
});

test('the first visit asks for a name', async () => {
  const page = await visit(null);
  await page.getByRole('heading', { name: 'Write together' }).waitFor();
  await page.screenshot({ path: path.join(pictures, 'example-welcome.png') });
  await page.context().close();
});

test('a document that is no text says so instead of showing an empty page', async () => {
  const id = freshId('no-text');
  const maker = await openPage(suite.browser, suite.server);
  await maker.evaluate(async (id) => {
    await e2e.connect('Maker');
    await e2e.domain.models().create({ collection: 'example', id, data: { text: 7 } });
  }, id);
  const page = await visit(null, { hash: `#${id}` });
  await page.getByLabel('Display name').fill('Ada');
  await page.getByRole('button', { name: 'Open the document' }).click();
  await page.getByRole('alert').filter({ hasText: `The document ${id} has no text in it.` }).waitFor();
  assert.equal(await page.locator('.cm-content').count(), 0);
  await page.context().close();
});
