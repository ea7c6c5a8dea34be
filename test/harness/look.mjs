// How a page looks, to axe and on a phone. SHOTS names a folder for a picture of each page.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './server.mjs';

const axe = fs.readFileSync(path.join(root, 'test/node_modules/axe-core/axe.min.js'), 'utf8');
const shots = process.env.SHOTS;
export const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

/**
 * Looks at a page in light and dark, each wide and as on a phone, and leaves it light and wide.
 * Returns what axe finds that is serious.
 */
export async function look(name, page) {
  const serious = [];
  // The automation may run what the policy of the page would not let in.
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  for (const [form, colorScheme, viewport] of [['light', 'light', wide], ['dark', 'dark', wide], ['phone-dark', 'dark', narrow], ['phone', 'light', narrow]]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((scheme) => document.documentElement.dataset.theme === scheme, colorScheme);
    if (shots) {
      fs.mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: path.join(shots, `${name}-${form}.png`), fullPage: true });
    }
    // In dark only the colours are others.
    const options = colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {};
    const { violations } = await page.evaluate((o) => axe.run(document, { resultTypes: ['violations'], ...o }), options);
    for (const v of violations) {
      if (v.impact === 'serious' || v.impact === 'critical') serious.push(`${name}, ${form}: ${v.id}: ${v.nodes.map((n) => `${n.html} ${n.any[0]?.message ?? ''}`).slice(0, 3).join('\n   ')}`);
    }
    // An editor draws its caret where it belongs some frames after the window is another.
    await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, { timeout: 3000 })
      .catch(() => assert.fail(`${name}, ${form}: the page is wider than the window`));
  }
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: 'light' });
  return serious;
}
