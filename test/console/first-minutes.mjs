// The first five minutes with a server, as docs/console.md tells them. With IMAGES set the
// pictures of that page are made anew.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../harness/server.mjs';
import { World } from './world.mjs';

const size = { width: 1000, height: 640 };

async function picture(page, name) {
  if (!process.env.IMAGES) return;
  const folder = path.join(root, 'docs/images');
  fs.mkdirSync(folder, { recursive: true });
  await page.setViewportSize(size);
  await page.waitForTimeout(300); // charts follow the size of the window
  await page.screenshot({ path: path.join(folder, `console-${name}.png`) });
}

export default async function firstMinutes(all) {
  const began = Date.now();
  const w = await World.start();
  try {
    await w.page.setViewportSize(size);
    await w.act('open the console by the link', async (page) => {
      await page.goto(w.link());
      await w.on('Overview');
      await w.says('Commit latency');
      if (process.env.IMAGES) await page.waitForTimeout(5000); // so that the charts have lines
      await picture(page, '1-overview');
    });
    await w.act('create a domain', async (page) => {
      await w.visit('Domains');
      await w.press('Create domain');
      await w.dialog.getByLabel('Namespace').fill('acme');
      await w.dialog.getByLabel('Domain').fill('notes');
      await picture(page, '2-domain');
      await w.fill({}, 'Create domain');
      await w.on('acme/notes');
    });
    await w.act('create a user', async (page) => {
      await w.visit('Users');
      await w.press('Create user');
      await w.fill({ Name: 'ada', Password: 'long enough', 'Display name': 'Ada Lovelace' }, 'Create user');
      await w.row('ada').waitFor();
      await picture(page, '3-user');
    });
    let example;
    await w.act('sign in from the example', async (page) => {
      await w.visit('Overview', 'acme/notes');
      const way = page.getByRole('link', { name: 'Open the example in this domain' });
      const [opened] = await Promise.all([page.context().waitForEvent('page'), way.click()]);
      example = opened;
      await example.setViewportSize(size);
      await example.getByText('Sign in with an account').click();
      assert.equal(await example.getByLabel('Domain').inputValue(), 'acme/notes');
      await example.getByLabel('User name').fill('ada');
      await example.getByLabel('Password').fill('long enough');
      await w.look('example-sign-in', example);
      await example.setViewportSize(size);
      await picture(example, '4-sign-in');
      await example.keyboard.press('Enter');
      await example.getByRole('dialog').waitFor({ state: 'hidden' });
      await example.locator('.cm-content').click();
      await example.keyboard.type('# Minutes\n\nWe met at ten, and wrote this together.');
      await example.getByText('Saved', { exact: true }).waitFor();
      await picture(example, '5-example');
    });
    await w.act('watch it live', async (page) => {
      await w.visit('Models');
      await page.getByRole('link', { name: new URL(example.url()).hash.slice(1), exact: true }).click();
      await w.tagged('live');
      await page.waitForFunction(() => document.querySelector('.tree textarea')?.value.endsWith('together.'));
      await page.getByText('Ada Lovelace', { exact: true }).waitFor();
      await picture(page, '6-live');
      const text = page.getByLabel('text', { exact: true });
      await text.focus();
      await page.keyboard.press('End');
      await page.keyboard.type(' Seen.');
      await example.getByText('Seen.').waitFor();
    });
    const seconds = (Date.now() - began) / 1000;
    console.log(`figure console.first-minutes ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 150, 'half of the five minutes is for reading');
    const segments = w.page.getByRole('group', { name: 'Availability' });
    await w.act('set the domain offline: the example shows it', async () => {
      await w.visit('Settings');
      await w.press('Offline', segments);
      await w.press('Set to offline', w.dialog);
      await w.says('The domain is offline.');
      const pill = example.locator('.state[data-state="unavailable"]');
      await pill.waitFor();
      assert.match(await pill.getAttribute('title'), /acme\/notes is offline/);
      await example.locator('.cm-content').click();
      await example.keyboard.press('Control+End');
      await example.keyboard.type(' While away.');
      await example.getByText('Will be sent').waitFor();
    });
    await w.act('set it online: the example comes back', async (page) => {
      await w.press('Online', segments);
      await w.says('The domain is online.');
      await example.locator('.state[data-state="connected"]').waitFor({ timeout: 40_000 });
      await example.getByText('Saved', { exact: true }).waitFor();
      await w.visit('Models');
      await page.getByRole('link', { name: new URL(example.url()).hash.slice(1), exact: true }).click();
      await page.waitForFunction(() => document.querySelector('.tree textarea')?.value.endsWith('While away.'));
    });
    all.acts += w.acts;
    all.problems.push(...w.problems);
    all.serious.push(...w.serious);
    all.looks += w.looks;
  } finally {
    await w.end();
  }
}
