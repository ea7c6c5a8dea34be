// From the page of the server over that of the examples to each of them.
import assert from 'node:assert/strict';

const headings = [
  ['A document', 'Write together'], ['A drawing board', 'Draw together'], ['A kanban board', 'Plan together'], ['A form', 'Fill in together'],
  ['A spreadsheet', 'Calculate together'], ['Buddies and rooms', 'Talk together'], ['A to-do list', 'Do it together'],
];

export default async function (world) {
  const page = await world.page('');
  await world.act('find the examples', async () => {
    await page.getByRole('link', { name: 'See the examples' }).click();
    await page.getByRole('heading', { level: 1, name: 'Examples' }).waitFor();
  });
  await world.act('each has its picture', async () => {
    for (const picture of await page.locator('img.light').all()) await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => [...document.querySelectorAll('img.light')].every((one) => one.complete && one.naturalWidth === 1280));
    assert.equal(await page.locator('img.light').count(), headings.length);
  });
  await world.look('start', page);
  for (const [name, heading] of headings) {
    await world.act(`${name} is behind its link, and leads back`, async () => {
      await page.getByRole('link', { name }).click();
      await page.getByRole('heading', { name: heading }).waitFor();
      if (name === 'A drawing board') await world.look('welcome', page);
      await page.getByLabel('Display name').fill('Ada');
      await page.getByRole('dialog').getByRole('button', { name: /^(Open|Come in)/ }).click();
      await page.locator('.state[data-state="connected"]').waitFor();
      await page.getByRole('link', { name: 'Examples' }).click();
      await page.getByRole('heading', { level: 1, name: 'Examples' }).waitFor();
      await page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
    });
  }
  await world.act('only the editor may put a style sheet into its page', async () => {
    const policy = async (path) => (await fetch(`${world.server.url}/example/${path}`)).headers.get('content-security-policy');
    assert.match(await policy(''), /style-src 'self' 'unsafe-inline';/);
    for (const path of ['board/', 'kanban/', 'form/', 'sheet/', 'chat/', 'todo/', 'start/', 'board/index.html']) assert.match(await policy(path), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; /);
  });
  await page.context().close();
}
