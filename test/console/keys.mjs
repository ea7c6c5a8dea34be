// Keys of tokens, API keys, and administrators of the server.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';

export default async function keys(w) {
  await w.visit('Token keys');
  await w.act('make a pair of keys, whose private one is shown once', async () => {
    await w.press('Add key');
    await w.look('token-keys-add');
    await w.dialog.getByLabel('Id').fill('website');
    await w.press('Add key', w.dialog);
    const secret = await w.dialog.getByLabel('Secret').textContent();
    assert.match(secret, /^-----BEGIN PRIVATE KEY-----/);
    await w.look('token-keys-secret');
    await w.press('Done', w.dialog);
    await w.row('website').getByText('ES256').waitFor();
  });
  await w.act('add a public key', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    await w.press('Add key');
    await w.fill({ Id: 'office', 'Public key': publicKey.export({ type: 'spki', format: 'pem' }), 'Its tokens sign in administrators': true }, 'Add key');
    await w.row('office').getByText('administrators').waitFor();
  });
  await w.act('refuse a key that is none', async (page) => {
    await w.press('Add key');
    await w.dialog.getByLabel('Id').fill('bad');
    await w.dialog.getByLabel('Public key').fill('nonsense');
    await w.press('Add key', w.dialog);
    await w.dialog.getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
  });
  await w.act('remove a key', async () => {
    await w.press('Remove key office');
    await w.press('Remove key', w.dialog);
    await w.row('office').waitFor({ state: 'detached' });
  });

  await w.visit('API keys');
  await w.says('There is no key yet');
  await w.act('create an API key, whose token is shown once', async () => {
    await w.press('Create key');
    await w.look('api-keys-create');
    for (const [label, value] of [['Id', 'backend'], ['Description', 'Makes users'], ['Domain', 'acme/notes']]) await w.dialog.getByLabel(label, { exact: true }).fill(value);
    for (const scope of ['users:write', 'models:read']) await w.dialog.getByLabel(scope, { exact: true }).check();
    await w.press('Create key', w.dialog);
    const token = await w.dialog.getByLabel('Secret').textContent();
    await w.press('Done', w.dialog);
    await w.row('backend').getByText('users:write').waitFor();
    const answer = await fetch(`${w.server.url}/api/rest/v1/domains/acme/notes/users`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 200, 'the token that was shown is not good');
  });
  await w.look('api-keys');
  await w.act('revoke an API key', async () => {
    await w.press('Revoke backend');
    await w.press('Revoke key', w.dialog);
    await w.row('backend').waitFor({ state: 'detached' });
  });

  await w.page.getByRole('navigation', { name: 'Server' }).getByRole('link', { name: 'Administrators' }).click();
  await w.on('Administrators');
  await w.act('create an administrator of the server', async () => {
    await w.press('Create administrator');
    await w.fill({ Name: 'second', Password: 'long enough' }, 'Create administrator');
    await w.row('second').waitFor();
  });
  await w.look('administrators');
  await w.act('set the password of an administrator', async () => {
    await w.press('Set password of second');
    await w.fill({ 'New password': 'even longer' }, 'Set password');
  });
  await w.act('remove an administrator', async () => {
    await w.press('Remove second');
    await w.press('Remove administrator', w.dialog);
    await w.row('second').waitFor({ state: 'detached' });
  });
  assert.equal(await w.page.getByRole('button', { name: 'Remove root' }).count(), 0, 'one may remove oneself');
  await w.visit('Configuration');
  await w.look('configuration');
}
