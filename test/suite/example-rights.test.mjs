// What the example shows of what must not, or can no more, be edited.
import assert from 'node:assert/strict';
import test from 'node:test';
import { freshId, setUp } from '../harness/suite.mjs';

const suite = setUp();

// The example in a browser of its own, and the document in a page that made it.
async function both() {
  const id = freshId('rights');
  const maker = await suite.openModel({ id, data: { text: 'what is there ' } });
  const page = await (await suite.browser.newContext()).newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (line) => { if (line.type() === 'error') page.problems.push(line.text()); });
  await page.goto(`${suite.server.url}/example/#${id}`);
  await page.getByLabel('Display name').fill('Bob');
  await page.getByRole('button', { name: 'Open the document' }).click();
  await page.locator('.cm-content', { hasText: 'what is there' }).waitFor();
  await page.locator('.cm-content').press('Control+End');
  return { maker, page };
}
const notice = (page, text) => page.getByRole('alert').filter({ hasText: text }).waitFor();
const editable = (page) => page.locator('.cm-content').getAttribute('contenteditable');
const shown = (page) => page.locator('.cm-content').innerText();

// Writes as somebody who does not read what the page says.
async function write(page) {
  await page.locator('.cm-content').click();
  await page.keyboard.type('more');
  await page.waitForTimeout(100);
}

test('a document that one may only read cannot be written in, and says so, until one may again', async () => {
  const { maker, page } = await both();
  const world = (write) => maker.evaluate((write) => e2e.model.permissionsManager().setWorldPermissions({ read: true, write, remove: false, manage: false }), write);
  await world(false);
  await maker.evaluate(() => e2e.model.permissionsManager().setOverridesCollection(true));
  await notice(page, 'not write in it');
  await write(page);
  assert.equal(await editable(page), 'false');
  assert.equal((await shown(page)).trim(), 'what is there');
  await world(true);
  await page.getByRole('alert').waitFor({ state: 'hidden' });
  await write(page);
  await maker.waitForFunction(() => e2e.model.elementAt('text').value().includes('more'));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('when what it shows was removed, the page says so and takes no more', async () => {
  const { maker, page } = await both();
  await maker.evaluate(() => e2e.model.root().remove('text'));
  await notice(page, 'was removed');
  await write(page);
  assert.equal(await editable(page), 'false');
  assert.equal((await shown(page)).trim(), 'what is there');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('when an administrator has ended the session, the page says so and takes no more', async () => {
  const { maker, page } = await both();
  const session = await maker.waitForFunction(() => e2e.model.collaborators().find((one) => one.user.displayName === 'Bob')?.sessionId);
  suite.server.command(['session', 'kick', await session.jsonValue()]);
  await notice(page, 'Your session has ended. Reload the page');
  await write(page);
  assert.equal(await editable(page), 'false');
  assert.equal((await shown(page)).trim(), 'what is there');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
