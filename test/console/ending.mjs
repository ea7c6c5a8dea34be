// What ends: a domain; the session; and how administrators of one domain see it all.
import assert from 'node:assert/strict';

export default async function ending(w) {
  await w.act('remove a domain with its name typed', async (page) => {
    await page.goto(w.at('domains'));
    await w.press('Create domain');
    await w.fill({ Namespace: 'acme', Domain: 'old', 'Allow anonymous sign-in': true }, 'Create domain');
    await w.on('acme/old');
    await w.visit('Settings');
    await w.press('Remove domain');
    await w.look('domain-remove');
    await w.fill({ 'Type acme/old to confirm': 'acme/old' }, 'Remove domain');
    await w.on('Domains');
    await w.row('acme/notes').waitFor();
    await w.row('acme/old').waitFor({ state: 'detached' });
  });
  await w.act('switch between light and dark', async (page) => {
    const brightness = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).slice(0, 3).reduce((sum, n) => sum + Number(n), 0));
    const light = await brightness();
    await w.press('Dark colours');
    await page.locator('html[data-theme="dark"]').waitFor();
    assert.ok(await brightness() < light / 3, 'dark colours are not dark');
    await page.reload(); // the system's are light
    await page.locator('html[data-theme="dark"]').waitFor();
    await w.press('Light colours');
    await page.locator('html[data-theme="light"]').waitFor();
    assert.equal(await brightness(), light);
    await page.evaluate(() => localStorage.clear()); // it follows the system again
  });
  await w.act('use the menu of a phone by keyboard', async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Menu' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'API keys' }).focus();
    await page.keyboard.press('Enter');
    await w.on('API keys');
    await page.getByRole('link', { name: 'API keys', exact: true }).first().waitFor({ state: 'hidden' });
    await page.setViewportSize({ width: 1280, height: 800 });
  });
  await w.act('be told of a page that does not exist', async (page) => {
    await page.goto(w.at('nowhere'));
    await w.on('Nothing here');
  });
  await w.act('be told when the session has ended elsewhere, in place of what was open', async (page) => {
    await page.goto(w.at('domains/acme/notes/chats'));
    await w.press('Create chat');
    await w.fill({ Id: 'last' }, 'Create chat');
    await w.on('last');
    await w.press('Edit');
    await w.dialog.getByLabel('Topic').fill('What is only known to who is signed in');
    w.run(['admin', 'password', 'root', '--server'], 'another password\n');
    await w.says('Your session has ended. Sign in again.');
    assert.equal(await page.locator('dialog').count(), 0, 'a dialog outlives the session');
    await page.reload();
    await page.getByLabel('Password').waitFor();
  });
  await w.act('sign in as the administrator of one domain', async (page) => {
    await w.press('One domain');
    await page.getByLabel('Domain', { exact: true }).fill('acme/notes');
    await page.getByLabel('Name').fill('grace');
    await page.getByLabel('Password').fill('long enough');
    await w.press('Sign in');
    await page.goto(w.at());
    await w.on('acme/notes');
    assert.equal(await page.getByRole('navigation', { name: 'Server' }).count(), 0, 'who administers one domain is shown the server');
    await w.visit('Users');
    await w.row('ada').waitFor();
    await w.visit('API keys');
    await w.visit('Log');
    await w.row(/today|20\d\d/).filter({ hasText: /login/ }).filter({ hasText: 'grace' }).first().waitFor();
  });
  await w.look('of-domain');
}
