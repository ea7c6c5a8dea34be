// The example page over a slow line, on a slow machine: from asking for the page to
// the first edit being saved. Whoever opens it types a name as soon as it is asked
// for, and a word as soon as there is an editor.
import { launch } from '../../test/harness/browser.mjs';
import { Server } from '../../test/harness/server.mjs';
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
    return { seconds, asked: (asked - begun) / 1000 };
  } finally {
    await browser.close();
  }
}

export async function runSlow(figures, { reps, say }) {
  const server = await Server.start();
  try {
    const runs = [];
    for (let round = 0; round < reps; round++) {
      runs.push(await once(server));
      say(`slow line, round ${round + 1}: ${runs.at(-1).seconds.toFixed(1)} s`);
    }
    figures.set('load.slow.seconds', median(runs.map(({ seconds }) => seconds)), 's');
    figures.set('load.slow.named.seconds', median(runs.map(({ asked }) => asked)), 's');
  } finally {
    await server.dispose();
  }
}
