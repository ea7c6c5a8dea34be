// From the page of the server over that of the examples to each of them.
import assert from 'node:assert/strict';

export default async function (world) {
  const page = await world.page('');
  await world.act('find the examples', async () => {
    await page.getByRole('link', { name: 'See the examples' }).click();
    await page.getByRole('heading', { level: 1, name: 'Examples' }).waitFor();
  });
  await world.act('each has its picture', async () => {
    const pictures = await page.locator('img.light').evaluateAll((all) => all.map((one) => one.naturalWidth));
    assert.deepEqual(pictures, [1280, 1280, 1280]);
  });
  await world.look('start', page);
  for (const [name, heading] of [['A document', 'Write together'], ['A drawing board', 'Draw together'], ['A kanban board', 'Plan together']]) {
    await world.act(`${name} is behind its link, and leads back`, async () => {
      await page.getByRole('link', { name }).click();
      await page.getByRole('heading', { name: heading }).waitFor();
      if (name === 'A drawing board') await world.look('welcome', page);
      await page.getByLabel('Display name').fill('Ada');
      await page.getByRole('button', { name: /^Open/ }).click();
      await page.locator('.state[data-state="connected"]').waitFor();
      await page.getByRole('link', { name: 'Examples' }).click();
      await page.getByRole('heading', { level: 1, name: 'Examples' }).waitFor();
      await page.evaluate(() => localStorage.clear());
    });
  }
  await world.act('only the editor may put a style sheet into its page', async () => {
    const policy = async (path) => (await fetch(`${world.server.url}/example/${path}`)).headers.get('content-security-policy');
    assert.match(await policy(''), /style-src 'self' 'unsafe-inline';/);
    for (const path of ['board/', 'kanban/', 'start/', 'board/index.html']) assert.match(await policy(path), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; /);
  });
  await page.context().close();
}
