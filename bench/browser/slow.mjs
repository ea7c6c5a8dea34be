// The example page over a slow line, on a slow machine: from asking for the page to
// the first edit being saved. Whoever opens it types a name as soon as it is asked
// for, and a letter as soon as there is an editor. Files are compressed beforehand,
// as whoever puts them on the web does.
import path from 'node:path';
import { launch } from '../../test/harness/browser.mjs';
import { root, Server } from '../../test/harness/server.mjs';
import { copyCompressed } from '../compressed.mjs';
import { median } from '../statistics.mjs';

const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const SLOWER = 4;

async function once(server) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', LINE);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const begun = performance.now();
    await page.goto(`${server.url}/example/`, { waitUntil: 'commit' });
    await page.getByLabel('Display name').fill('Ada', { timeout: 120000 });
    await page.getByRole('button', { name: 'Open the document' }).click();
    const asked = performance.now();
    await page.locator('.cm-content').waitFor({ timeout: 120000 });
    await page.locator('.cm-content').pressSequentially('a');
    await page.getByText('Saved', { exact: true }).waitFor({ timeout: 120000 });
    const seconds = (performance.now() - begun) / 1000;
    const text = await page.locator('.cm-line').allTextContents();
    if (text.join('\n') !== 'a') throw new Error(`wrong result: the page shows ${JSON.stringify(text)}`);
    const bytes = await page.evaluate(() => [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')].reduce((sum, { transferSize }) => sum + transferSize, 0));
    return { seconds, bytes, asked: (asked - begun) / 1000 };
  } finally {
    await browser.close();
  }
}

export async function runSlow(figures, { reps, say }) {
  const client = path.join(root, 'build/bench/client');
  const example = path.join(root, 'build/bench/example');
  copyCompressed(path.join(root, 'js/dist'), client, (name) => name.startsWith('types'));
  copyCompressed(path.join(root, 'web/example/dist'), example);
  const server = await Server.start({ args: ['--client', client, '--example', example] });
  try {
    const runs = [];
    for (let round = 0; round < reps; round++) {
      runs.push(await once(server));
      say(`slow line, round ${round + 1}: ${runs.at(-1).seconds.toFixed(1)} s, ${runs.at(-1).bytes} bytes`);
    }
    figures.set('load.slow.seconds', median(runs.map(({ seconds }) => seconds)), 's');
    figures.set('load.slow.bytes', median(runs.map(({ bytes }) => bytes)), 'bytes');
    figures.set('load.slow.named.seconds', median(runs.map(({ asked }) => asked)), 's');
  } finally {
    await server.dispose();
  }
}
