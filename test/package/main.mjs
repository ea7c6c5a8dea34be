// Installs the package, as it would be published, in the set-ups that people have,
// and runs in each an application that connects, edits and hears a second client.
//   node main.mjs [--short] [--only TEXT]      --short: those marked so
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { launch } from '../harness/browser.mjs';
import { root, Server } from '../harness/server.mjs';
import { EXPECTED } from './app.mjs';
import { install, pack } from './folder.mjs';
import { writeTable } from './table.mjs';

const short = process.argv.includes('--short');
const only = process.argv.includes('--only') ? process.argv.at(-1) : '';

const families = fs.readdirSync(path.join(import.meta.dirname, 'setups')).sort();
const all = (await Promise.all(families.map((file) => import(`./setups/${file}`)))).flatMap((module) => module.setups);
const setups = all.filter((setup) => (!short || setup.short) && setup.name.includes(only));
if (setups.length === 0) throw new Error(`no set-up is called "${only}"`);

const archive = await pack(root);
const server = await Server.start({ args: ['--allow-origin', 'null'] });
const browser = await launch();
const { Convergence } = await import(pathToFileURL(path.join(root, 'js/dist/convergence.esm.js')).href);
const second = await Convergence.connectAnonymously(server.realtime, 'Second', { webSocket: { class: WebSocket } });

/** The second client: opens the model and answers the first edit of somebody else. */
async function answering(id) {
  const model = await second.models().openAutoCreate({ collection: 'package', id, data: { text: '' } });
  const text = model.elementAt('text');
  text.on('insert', () => text.insert(text.length(), ' and heard'));
  return model;
}

function expect(text) {
  if (!text.split('\n').includes(EXPECTED)) throw new Error(`instead of "${EXPECTED}" there is ${JSON.stringify(text)}`);
}

/** Opens a page of the set-up and waits for what it leaves; notes where the core came from. */
async function drive(address, id, row) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
    context.on('requestfinished', async (request) => {
      const response = await request.response().catch(() => null);
      if (/\.wasm(?:\?|$)/.test(request.url()) && response?.ok() && /wasm/.test(response.headers()['content-type'] ?? '')) row.core = 'file';
    });
    await page.goto(`${address}?${new URLSearchParams({ realtime: server.realtime, id })}`);
    const outcome = await page.waitForFunction(() => globalThis.outcome, null, { timeout: 30000 }).catch(() => null);
    if (outcome === null) throw new Error(`nothing happened; the page said: ${problems.join('; ') || 'nothing'}`);
    expect(await outcome.jsonValue());
    row.core ??= 'text';
  } finally {
    await context.close();
  }
}

const rows = [];
for (const [n, setup] of setups.entries()) {
  const start = performance.now();
  const row = { setup, core: undefined, error: null };
  const id = `package-${process.pid}-${n}`;
  try {
    const model = await answering(id);
    const folder = await install(archive, setup);
    const environment = { REALTIME: server.realtime, MODEL: id };
    await setup.run(folder, { environment, expect, drive: (address) => drive(address, id, row), server, archive });
    await model.close();
  } catch (error) {
    row.error = error;
  }
  rows.push(row);
  const result = row.error === null ? 'passed' : `FAILED\n    ${row.error.message.replaceAll('\n', '\n    ')}`;
  console.log(`  ${setup.name.padEnd(48)} ${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s  ${(row.core ?? '').padEnd(5)} ${result}`);
}

const failed = rows.filter((row) => row.error !== null).length;
if (!short && only === '') writeTable(path.join(root, 'docs/package.md'), rows);
console.log(`figure package.setups ${rows.length}`);
console.log(`figure package.failed ${failed}`);
console.log(`figure package.configured ${rows.filter((row) => row.setup.configured).length}`);
await second.dispose();
await browser.close();
await server.dispose();
process.exit(failed === 0 ? 0 : 1);
