// Users, administrators of a domain, and groups.
import assert from 'node:assert/strict';

export default async function people(w) {
  await w.visit('Users');
  for (const [name, display] of [['ada', 'Ada Lovelace'], ['bob', 'Bob Brown'], ['zoë', 'Zoë Kravets']]) {
    await w.act(`create user ${name}`, async () => {
      await w.press('Create user');
      await w.fill({ Name: name, Password: 'long enough', 'Display name': display, 'E-mail address': `${display.split(' ')[1].toLowerCase()}@example.org` }, 'Create user');
      await w.row(name).waitFor();
    });
  }
  await w.look('users');
  await w.act('find a user', async (page) => {
    await page.getByLabel('Find users').fill('KRAV');
    await w.row('ada').waitFor({ state: 'detached' });
    await w.row('zoë').waitFor();
    assert.equal(await page.getByRole('rowheader').count(), 1);
    await page.getByLabel('Find users').fill('nobody at all');
    await w.says('Nothing is called');
    await page.getByLabel('Find users').fill('');
    await w.row('ada').waitFor();
  });
  await w.act('edit and disable a user', async () => {
    await w.press('Edit bob');
    await w.look('users-edit');
    await w.fill({ 'First name': 'Robert', Disabled: true }, 'Save');
    await w.row('bob').getByText('disabled').waitFor();
    await w.press('Edit bob');
    await w.fill({ Disabled: false }, 'Save');
    await w.row('bob').getByText('disabled').waitFor({ state: 'detached' });
  });
  await w.act('set the password of a user', async () => {
    await w.press('Set password of bob');
    await w.fill({ 'New password': 'another one' }, 'Set password');
  });
  await w.act('remove a user with the name typed', async () => {
    await w.press('Create user');
    await w.fill({ Name: 'eve' }, 'Create user');
    await w.press('Remove eve');
    assert.ok(await w.dialog.getByRole('button', { name: 'Remove user' }).isDisabled(), 'nothing has to be typed');
    await w.look('users-remove');
    await w.fill({ 'Type eve to confirm': 'eve' }, 'Remove user');
    await w.row('eve').waitFor({ state: 'detached' });
  });

  await w.visit('Administrators');
  await w.act('create an administrator of the domain', async () => {
    await w.press('Create administrator');
    await w.fill({ Name: 'grace', Password: 'long enough' }, 'Create administrator');
    await w.row('grace').waitFor();
  });

  await w.visit('Groups');
  await w.act('create a group', async () => {
    await w.press('Create group');
    await w.fill({ Name: 'editors', Description: 'They change texts' }, 'Create group');
    await w.row('editors').waitFor();
  });
  await w.act('add members and remove one', async (page) => {
    await w.press('Members of editors');
    for (const name of ['ada', 'bob']) {
      await w.dialog.getByLabel('Name of a user').fill(name);
      await w.press('Add member', w.dialog);
      await w.dialog.getByRole('button', { name: `Remove ${name}` }).waitFor();
      await w.dialog.getByLabel('Name of a user').fill('');
    }
    await w.look('groups-members');
    await w.press('Remove bob', w.dialog);
    await w.dialog.getByRole('button', { name: 'Remove bob' }).waitFor({ state: 'detached' });
    await w.dialog.getByLabel('Name of a user').fill('nobody');
    await w.press('Add member', w.dialog);
    await w.dialog.getByRole('alert').filter({ hasText: 'not found' }).waitFor();
    await page.keyboard.press('Escape');
  });
  await w.act('describe a group', async () => {
    await w.press('Edit editors');
    await w.fill({ Description: 'They write' }, 'Save');
    await w.row('editors').getByText('They write').waitFor();
  });
  await w.look('groups');
  await w.act('remove a group', async () => {
    await w.press('Create group');
    await w.fill({ Name: 'short-lived' }, 'Create group');
    await w.press('Remove short-lived');
    await w.press('Remove group', w.dialog);
    await w.row('short-lived').waitFor({ state: 'detached' });
  });
}
