// The overview, whose charts follow what happens.
import assert from 'node:assert/strict';
import { openModelPage } from '../harness/browser.mjs';

export default async function overview(w) {
  const people = [];
  for (let i = 0; i < 2; i++) people.push(await openModelPage(w.browser, w.server, { name: `Guest ${i}`, id: 'shared' }));
  await w.page.getByRole('navigation', { name: 'Server' }).getByRole('link', { name: 'Overview' }).click();
  await w.on('Overview');
  await w.act('see who is connected and what they do', async (page) => {
    const value = (title) => page.locator('.chart', { hasText: title }).locator('b').first();
    await w.row('convergence/default').getByText('2', { exact: true }).waitFor();
    await value('Connections').filter({ hasText: /^2$/ }).waitFor(); // charts begin with a dash
    const writing = setInterval(() => people[0].evaluate(() => e2e.model.elementAt('text').insert(0, 'x')).catch(() => {}), 50);
    await page.waitForFunction(() => Number([...document.querySelectorAll('.chart')].find((c) => c.textContent.includes('Operations')).querySelector('b').textContent) > 3, null, { timeout: 15_000 });
    await page.waitForFunction(() => [...document.querySelectorAll('.chart')].find((c) => c.textContent.includes('latency')).querySelector('b').textContent.includes('ms'), null, { timeout: 15_000 });
    await new Promise((resolve) => { setTimeout(resolve, 4000); }); // so that the picture has lines
    clearInterval(writing);
    assert.match(await value('Storage').textContent(), /[kM]B/);
  });
  await w.look('overview');
  for (const page of people) await page.close();
}
