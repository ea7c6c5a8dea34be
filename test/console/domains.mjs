// Domains: making one and setting it up, and what is shown of it.
import assert from 'node:assert/strict';

export default async function domains(w) {
  await w.visit('Domains');
  await w.look('domains');
  await w.act('create a domain', async () => {
    await w.press('Create domain');
    await w.look('domains-create');
    await w.fill({ Namespace: 'acme', Domain: 'notes' }, 'Create domain');
    await w.on('acme/notes');
  });
  await w.act('refuse one that is there', async (page) => {
    await w.visit('Domains');
    await w.press('Create domain');
    await w.dialog.getByLabel('Namespace').fill('acme');
    await w.dialog.getByLabel('Domain').fill('notes');
    await w.press('Create domain', w.dialog);
    await w.dialog.getByRole('alert').filter({ hasText: 'exists already' }).waitFor();
    await page.keyboard.press('Escape');
    await w.dialog.waitFor({ state: 'detached' });
  });
  await w.act('go into a domain', async (page) => {
    await page.getByRole('link', { name: 'acme/notes' }).click();
    await w.on('acme/notes');
    await w.says('Nobody can sign in yet');
  });
  await w.look('domain');
  for (const [name, empty] of [
    ['Models', 'There is no model yet'], ['Collections', 'There is no collection yet'], ['Users', 'There is no user yet'], ['Groups', 'There is no group yet'],
    ['Chats', 'There is no chat yet'], ['Activities', 'There is no activity'], ['Sessions', 'Nobody is connected'], ['Sign-ins', 'Nobody has signed in yet'],
    ['Token keys', 'There is no key yet'], ['Administrators', 'There is no administrator yet'],
  ]) {
    await w.visit(name);
    await w.says(empty);
    if (name === 'Models' || name === 'Users' || name === 'Sessions') await w.look(`empty-${name.toLowerCase()}`);
  }
  await w.act('change settings', async (page) => {
    await w.visit('Settings');
    await page.getByLabel('Allow anonymous sign-in').check();
    await page.getByLabel('Who sees the e-mail addresses of users').selectOption('hidden');
    await page.getByLabel('Pages that may connect').fill('https://app.example');
    await w.press('Save settings');
    await w.says('The settings are saved.');
    await page.reload();
    await w.on('Settings');
    await page.getByLabel('Allow anonymous sign-in').and(page.locator(':checked')).waitFor();
  });
  await w.act('refuse a setting that makes no sense', async (page) => {
    await page.getByLabel('Pages that may connect').fill('no origin');
    await w.press('Save settings');
    await w.says('write it as https://app.example');
  });
  await w.look('settings');
  await w.act('change quotas', async (page) => {
    await page.getByLabel('Storage of one user, GiB').fill('0.5');
    await page.getByLabel('Chats', { exact: true }).fill('7');
    await w.press('Save quotas');
    await w.says('The settings are saved.');
    await page.reload();
    await w.on('Settings');
    assert.equal(await page.getByLabel('Storage of one user, GiB').inputValue(), '0.5');
    assert.equal(await page.getByLabel('Models', { exact: true }).inputValue(), '1000000');
    const said = JSON.parse(w.run(['domain', 'usage', 'acme/notes', '--json']));
    assert.match(JSON.stringify(said), /536870912/);
  });
  await w.act('change what is forgotten', async (page) => {
    await page.getByLabel('Guests who were not seen, days').fill('9');
    await w.press('Save days');
    await w.says('The settings are saved.');
    await page.reload();
    await w.on('Settings');
    assert.equal(await page.getByLabel('Guests who were not seen, days').inputValue(), '9');
    assert.equal(await page.getByLabel('Chats', { exact: true }).inputValue(), '7', 'the quotas stay');
  });
  const segments = w.page.getByRole('group', { name: 'Availability' });
  await w.act('set a domain to maintenance and back', async () => {
    await w.press('Maintenance', segments);
    await w.press('Set to maintenance', w.dialog);
    await w.says('The domain is in maintenance.');
    await w.press('Online', segments);
    await w.says('The domain is online.');
  });
  await w.act('say no when asked to set it offline', async (page) => {
    await w.press('Offline', segments);
    await w.press('Cancel', w.dialog);
    await w.dialog.waitFor({ state: 'detached' });
    await segments.getByRole('button', { name: 'Online', pressed: true }).waitFor();
    await page.reload();
    await segments.getByRole('button', { name: 'Online', pressed: true }).waitFor();
  });
}
