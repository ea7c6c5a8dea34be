// The quick starts of docs/guide/getting-started.md and bindings.md, done literally, each in an empty folder
// beside a clone of the repository: files are written as they are printed, commands run as they
// are printed, and then two windows show the same.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { promisify } from 'node:util';
import { endsWithThis } from '../harness/processes.mjs';
import { root } from '../harness/server.mjs';
import { snippets } from '../harness/snippets.mjs';
import { setUp } from '../harness/suite.mjs';

const STARTED = 'docs/guide/getting-started.md';
const BINDINGS = 'docs/guide/bindings.md';
const execute = promisify(execFile);
const suite = setUp();
const ended = [];
after(() => { for (const end of ended) end(); });

/** An empty folder with the repository beside it, as convergence. */
function emptyFolder() {
  const around = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-start-'));
  ended.push(() => fs.rmSync(around, { recursive: true, force: true }));
  fs.symlinkSync(root, path.join(around, 'convergence'));
  return around;
}

/** Runs a command that stays, until it prints an address or answers at the one it was given. */
async function stays(command, folder) {
  const child = spawn('bash', ['-c', `exec ${command}`], { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', PYTHONUNBUFFERED: '1' } });
  endsWithThis(child);
  ended.push(() => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* has ended */ } });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { log += text; });
  for (const deadline = Date.now() + 60000; ;) {
    const printed = /http:\/\/(?:localhost|0\.0\.0\.0):(\d+)/.exec(log);
    if (printed) return `http://localhost:${printed[1]}/`;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${command}: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Does what the page says below a heading; resolves with the address at the end. */
async function follow(page, heading) {
  let folder = emptyFolder();
  let address;
  const here = (text) => text.replaceAll('http://localhost:8000', suite.server.url);
  for (const { text, file, stays: remains, language, line } of snippets(page).filter((snippet) => snippet.heading === heading && snippet.reason === undefined)) {
    if (file !== undefined) fs.writeFileSync(path.join(folder, file), here(text));
    else if (language === 'sh' && remains === undefined) {
      const { stdout } = await execute('bash', ['-c', `set -e\n${text}\npwd`], { cwd: folder, env: { ...process.env, npm_config_prefer_offline: 'true' } });
      folder = stdout.trim().split('\n').at(-1);
    } else if (language === 'sh') address = await stays(text.trim().replace(' 3000', ' 0'), folder);
    else throw new Error(`${page}:${line}: nobody does this`);
  }
  assert.ok(address, `what is below ${heading} shows nothing`);
  return address;
}

/** Two windows at an address; what goes wrong in them is in `problems`. */
async function twoWindows(address) {
  const problems = [];
  const open = async () => {
    const page = await suite.browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(address);
    return page;
  };
  return { a: await open(), b: await open(), problems };
}

test('with a script tag', async () => {
  const { a, b, problems } = await twoWindows(await follow(STARTED, 'With a script tag'));
  for (const page of [a, b]) await page.locator('#text:enabled').waitFor();
  await a.locator('#text').fill('Hello 😀');
  await b.waitForFunction(() => document.getElementById('text').value === 'Hello 😀');
  assert.deepEqual(problems, []);
});

test('with npm', async () => {
  const { a, b, problems } = await twoWindows(await follow(STARTED, 'With npm'));
  await a.locator('#item').fill('Milk');
  await b.waitForTimeout(1000); // until the module has connected
  await a.locator('#item').press('Enter');
  for (const page of [a, b]) await page.locator('li', { hasText: 'Milk' }).waitFor();
  assert.deepEqual(problems, []);
});

test('with React', async () => {
  const { a, b, problems } = await twoWindows(await follow(STARTED, 'With React'));
  for (const page of [a, b]) await page.getByRole('button', { name: 'Clicked 0 times' }).waitFor();
  await a.getByRole('button').click();
  for (const page of [a, b]) await page.getByRole('button', { name: 'Clicked 1 times' }).waitFor();
  await b.getByRole('button').click();
  for (const page of [a, b]) await page.getByRole('button', { name: 'Clicked 2 times' }).waitFor();
  assert.deepEqual(problems, []);
});

test('an editor that is bound', async () => {
  const { a, b, problems } = await twoWindows(await follow(BINDINGS, 'Trying one out'));
  for (const page of [a, b]) await page.locator('.cm-content', { hasText: 'Hello' }).waitFor();
  await a.locator('.cm-content').click();
  await a.keyboard.press('Control+End');
  await a.keyboard.type(' world');
  await b.locator('.cm-content', { hasText: 'Hello world' }).waitFor();
  await b.locator('.cm-person').waitFor();
  assert.deepEqual(problems, []);
});
