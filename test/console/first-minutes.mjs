// The first five minutes with a server, as docs/console.md tells them. With IMAGES set the
// pictures of that page are made anew.
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
    const example = await w.newPage();
    await w.act('write in the example', async () => {
      await example.setViewportSize(size);
      await example.goto(`${w.server.url}/example/#minutes`);
      await example.getByRole('textbox').first().fill('Ada');
      await example.keyboard.press('Enter');
      await example.locator('.cm-content').click();
      await example.keyboard.type('# Minutes\n\nWe met at ten, and wrote this together.');
      await picture(example, '4-example');
    });
    await w.act('watch it live', async (page) => {
      await page.goto(w.at('domains/convergence/default/models'));
      await page.getByRole('link', { name: 'minutes', exact: true }).click();
      await page.locator('.tag').getByText('live', { exact: true }).waitFor();
      await page.waitForFunction(() => document.querySelector('.tree textarea')?.value.endsWith('together.'));
      await page.getByText('Ada', { exact: true }).waitFor();
      await picture(page, '5-live');
      const text = page.getByLabel('text', { exact: true });
      await text.focus();
      await page.keyboard.press('End');
      await page.keyboard.type(' Seen.');
      await example.getByText('Seen.').waitFor();
    });
    all.acts += w.acts;
    all.problems.push(...w.problems);
  } finally {
    await w.end();
  }
}
