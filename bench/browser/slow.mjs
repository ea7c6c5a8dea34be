// The example page over a slow line, on a slow machine. For somebody who was never there: from asking
// for the page to the first edit being saved. Whoever opens it types a name as soon as it is asked
// for, and a letter as soon as there is an editor. For somebody who was there before, and whose browser has
// kept none of the files: until the text can be read, and until an edit is saved. For somebody who opens a
// document of others for the first time: until the text can be read, beside the form that asks for a name. Files are compressed
// beforehand, as whoever puts them on the web does.
import path from 'node:path';
import { launch } from '../../test/harness/browser.mjs';
import { slowPhone } from '../../test/harness/line.mjs';
import { root, Server } from '../../test/harness/server.mjs';
import { copyCompressed } from '../compressed.mjs';
import { median } from '../statistics.mjs';

const LINE = { offline: false, latency: slowPhone.latency, downloadThroughput: slowPhone.bytesPerSecond, uploadThroughput: 0.75e6 / 8 };
const SLOWER = 4;
const TEXT = Array.from({ length: 12 }, (_, i) => `Paragraph ${i + 1}. The ferry leaves at seven, and nobody waits for us. Bring a coat, and ask Grace about the boat.`).join('\n');

async function slowly(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.clearBrowserCache');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
}

const saved = (page) => page.getByText('Saved', { exact: true }).waitFor({ timeout: 120000 });

async function first(server) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await slowly(page);
    const begun = performance.now();
    await page.goto(`${server.url}/example/`, { waitUntil: 'commit' });
    await page.getByLabel('Display name').fill('Ada', { timeout: 120000 });
    await page.getByRole('button', { name: 'Open the document' }).click();
    const asked = performance.now();
    await page.locator('.cm-content').waitFor({ timeout: 120000 });
    await page.locator('.cm-content').pressSequentially('a');
    await saved(page);
    const seconds = (performance.now() - begun) / 1000;
    const text = await page.locator('.cm-line').allTextContents();
    if (text.join('\n') !== 'a') throw new Error(`wrong result: the page shows ${JSON.stringify(text)}`);
    const bytes = await page.evaluate(() => [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')].reduce((sum, { transferSize }) => sum + transferSize, 0));
    return { seconds, bytes, asked: (asked - begun) / 1000 };
  } finally {
    await browser.close();
  }
}

/** Writes a document, and returns its address. */
async function write(page, server) {
  await page.goto(`${server.url}/example/`);
  await page.getByLabel('Display name').fill('Ada');
  await page.getByRole('button', { name: 'Open the document' }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.insertText(TEXT);
  await saved(page);
  return page.url();
}

/** Goes to a document, and returns the seconds until it can be read. */
async function readAt(page, address) {
  const begun = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  const last = TEXT.slice(-40);
  // Seen by who looks at the page: within it, not hidden, and after a frame was drawn.
  await page.waitForFunction((text) => new Promise((resolve) => {
    if (!document.body?.innerText.includes(text)) return resolve(false);
    requestAnimationFrame(() => setTimeout(() => resolve(true)));
  }), last, { timeout: 120000 });
  const there = performance.now() - begun;
  // The browser tells afterwards when it has drawn a text for the first time.
  const drawn = await (await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime, null, { timeout: 120000 })).jsonValue();
  return Math.max(there, drawn) / 1000;
}

async function stranger(server) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const address = await write(page, server);
    const other = await (await browser.newContext()).newPage();
    await page.close();
    await slowly(other);
    return await readAt(other, address);
  } finally {
    await browser.close();
  }
}

async function again(server) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const address = await write(page, server);
    await page.goto('about:blank');
    await slowly(page);
    const begun = performance.now();
    const read = await readAt(page, address);
    await page.locator('.cm-content[contenteditable="true"]').waitFor({ timeout: 120000 });
    await page.locator('.cm-content').press('Control+End');
    await page.keyboard.type('!');
    await page.getByText(/^Sav/).waitFor();
    await saved(page);
    const edited = (performance.now() - begun) / 1000;
    const shown = (await page.locator('.cm-line').allTextContents()).join('\n');
    if (shown !== `${TEXT}!`) throw new Error(`wrong result: the page shows ${JSON.stringify(shown)}`);
    return { read, edited };
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
      runs.push({ ...await first(server), firstRead: await stranger(server), ...await again(server) });
      const { seconds, bytes, read, edited, firstRead } = runs.at(-1);
      say(`slow line, round ${round + 1}: ${seconds.toFixed(1)} s, ${bytes} bytes; a document of others ${firstRead.toFixed(1)} s until it can be read; again ${read.toFixed(1)} s until it can be read, ${edited.toFixed(1)} s until an edit is saved`);
    }
    figures.set('load.slow.seconds', median(runs.map(({ seconds }) => seconds)), 's');
    figures.set('slow.first.read.seconds', median(runs.map(({ firstRead }) => firstRead)), 's');
    figures.set('slow.read.seconds', median(runs.map(({ read }) => read)), 's');
    figures.set('slow.edit.seconds', median(runs.map(({ edited }) => edited)), 's');
    figures.set('load.slow.bytes', median(runs.map(({ bytes }) => bytes)), 'bytes');
    figures.set('load.slow.named.seconds', median(runs.map(({ asked }) => asked)), 's');
  } finally {
    await server.dispose();
  }
}
