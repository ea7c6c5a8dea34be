// Collections and the table of rights.
import assert from 'node:assert/strict';

export default async function collections(w) {
  await w.page.goto(w.at('domains/acme/notes/collections'));
  await w.act('create a collection', async () => {
    await w.press('Create collection');
    await w.fill({ Name: 'papers' }, 'Create collection');
    await w.on('papers');
  });
  await w.act('change rights in the table', async (page) => {
    for (const right of ['Read', 'Write', 'Remove', 'Create models']) assert.ok(await page.getByLabel(`Everybody: ${right}`).isChecked(), `not everybody has ${right}`);
    assert.ok(!await page.getByLabel('Everybody: Manage rights').isChecked(), 'everybody manages rights');
    await page.getByLabel('Everybody: Remove').uncheck();
    await page.getByLabel('Kind').selectOption('group');
    await page.getByLabel('Name of a user or group').fill('editors');
    await w.press('Add to the table');
    for (const right of ['Write', 'Manage rights']) await page.getByLabel(`group editors: ${right}`).check();
    await page.getByLabel('Kind').selectOption('normal');
    await page.getByLabel('Name of a user or group').fill('ada');
    await w.press('Add to the table');
    await page.getByLabel('ada: Remove').check();
    await w.press('Save rights');
    await w.says('The rights are saved');
    await page.reload();
    await w.on('papers');
    assert.ok(await page.getByLabel('group editors: Manage rights').isChecked());
    assert.ok(await page.getByLabel('ada: Remove').isChecked());
    assert.ok(!await page.getByLabel('Everybody: Remove').isChecked());
  });
  await w.look('collection');
  await w.act('refuse rights of somebody who does not exist', async (page) => {
    const name = page.getByLabel('Name of a user or group');
    await name.fill('nobody');
    await w.press('Add to the table');
    await w.says('There is no user nobody.');
    assert.equal(await page.getByRole('button', { name: 'Remove nobody' }).count(), 0, 'who does not exist is in the table');
    await page.getByLabel('Kind').selectOption('group');
    await w.press('Add to the table');
    await w.says('There is no group nobody.');
    await page.locator('datalist option[value=editors]').waitFor({ state: 'attached' });
    await page.getByLabel('Kind').selectOption('normal');
    await name.fill('AD');
    await page.locator('datalist option[value=ada]').waitFor({ state: 'attached' });
    await page.getByLabel('Kind').selectOption('anonymous');
    await name.fill('nobody');
    await w.press('Add to the table');
    await w.press('Save rights');
    await page.locator('.bottom .problem:visible').waitFor();
    await w.press('Remove nobody');
    await page.locator('.bottom .problem').waitFor({ state: 'hidden' });
  });
  await w.act('remove a user from the table', async (page) => {
    await w.press('Remove ada');
    await w.press('Save rights');
    await page.getByLabel('ada: Remove').waitFor({ state: 'detached' });
    await w.says('The rights are saved');
  });
  await w.visit('Collections');
  await w.look('collections');
  await w.act('remove a collection', async (page) => {
    await w.press('Create collection');
    await w.fill({ Name: 'short-lived' }, 'Create collection');
    await w.on('short-lived');
    await w.press('Remove');
    await w.press('Remove collection', w.dialog);
    await w.on('Collections');
    await w.row('papers').waitFor();
    assert.equal(await w.row('short-lived').count(), 0);
    assert.ok(page.url().endsWith('/collections'));
  });
}
