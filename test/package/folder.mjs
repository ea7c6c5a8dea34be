// Fresh folders with the packed package and the tools of a set-up, and what is run
// in them.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { endsWithThis } from '../harness/processes.mjs';

const execute = promisify(execFile);
const made = [];
process.on('exit', () => { for (const folder of made) fs.rmSync(folder, { recursive: true, force: true }); });

/** A new folder outside of the repository; it is gone when the process ends. */
export function scratch() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-package-'));
  made.push(folder);
  return folder;
}

/** Packs the package as it would be published; returns the archive. */
export async function pack(root) {
  const folder = scratch();
  await execute('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: path.join(root, 'js') });
  return path.join(folder, fs.readdirSync(folder)[0]);
}

/** Runs a program of the folder; an error has what it printed. */
export async function inFolder(folder, [command, ...args], env = {}) {
  const local = path.join(folder, 'node_modules/.bin', command);
  try {
    const { stdout } = await execute(fs.existsSync(local) ? local : command, args, {
      cwd: folder, timeout: 300000, maxBuffer: 1 << 26, env: { ...process.env, CI: '1', NO_COLOR: '1', ...env },
    });
    return stdout;
  } catch (error) {
    const lines = `${error.stdout ?? ''}\n${error.stderr ?? ''}`.trim().split('\n');
    throw new Error(`${command} ${args.join(' ')}: ${lines.slice(-12).join('\n') || error.message}`);
  }
}

/** Installs the package from its archive, and others by their exact versions. */
export async function install(archive, { packages = {}, files = {}, manifest = {} }) {
  const folder = scratch();
  const dependencies = { ...packages, '@convergence-wasm/client': `file:${archive}` };
  files = { 'package.json': JSON.stringify({ name: 'app', version: '1.0.0', private: true, type: 'module', dependencies, ...manifest }), ...files };
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  await inFolder(folder, ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  return folder;
}

/** Starts a server of the folder and waits until it answers; returns what ends it. */
export async function serving(folder, [command, ...args], url) {
  const child = spawn(path.join(folder, 'node_modules/.bin', command), args, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CI: '1', NO_COLOR: '1' } });
  endsWithThis(child);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { log = (log + text).slice(-4000); });
  const close = () => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* has ended */ } };
  for (const deadline = Date.now() + 120000; ;) {
    if (child.exitCode !== null || Date.now() > deadline) {
      close();
      throw new Error(`${command} ${args.join(' ')} does not serve:\n${log}`);
    }
    if (await fetch(url).then((answer) => answer.ok, () => false)) return close;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
