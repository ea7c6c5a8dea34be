// Lighthouse looks at each page as somebody has it who was there before, on a phone with a slow line as it
// simulates it. What it gives for accessibility and best practices must be 90 at least; that for speed
// is a figure only, as it is another one on a busy machine. This is the newest Lighthouse for Node 20.
import { chromiumPath } from '../../scripts/chromium-path.mjs';
import { chromium } from 'playwright-core';
import net from 'node:net';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const categories = ['performance', 'accessibility', 'best-practices'];
export const mustHave = 90;

const freePort = () => new Promise((resolve, reject) => {
  const probe = net.createServer().on('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

/** The scores of pages of a server, by name: of 100 in each category, and what took points. */
export async function scores(server, pages) {
  const { default: lighthouse } = await import('lighthouse');
  const port = await freePort();
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'lighthouse-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`] });
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/example/start/`);
    await page.evaluate(() => localStorage.setItem('convergence.example.name', 'Ada Lovelace'));
    const results = {};
    for (const [name, address] of Object.entries(pages)) {
      const { lhr } = await lighthouse(`${server.url}/${address}`, { port, onlyCategories: categories, disableStorageReset: true, logLevel: 'error' });
      if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
      results[name] = Object.fromEntries(categories.map((category) => {
        const { score, auditRefs } = lhr.categories[category];
        const lost = auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9).map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ''}`.trim());
        return [category, { score: Math.round(score * 100), lost }];
      }));
    }
    return results;
  } finally {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}
