// A module of an application, with the package and RxJS as they lie in its
// node_modules, bundled to one text for a page that has the core beside it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import esbuild from 'esbuild';
import { root } from './server.mjs';

let folder;
function application() {
  if (folder !== undefined) return folder;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-bundle-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  fs.mkdirSync(path.join(folder, 'node_modules/@convergence-wasm'), { recursive: true });
  fs.symlinkSync(path.join(root, 'js'), path.join(folder, 'node_modules/@convergence-wasm/client'));
  fs.symlinkSync(path.join(root, 'js/node_modules/rxjs'), path.join(folder, 'node_modules/rxjs'));
  return folder;
}

export async function bundled(text) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: text, resolveDir: application() }, bundle: true, format: 'esm', target: 'es2022', write: false, logLevel: 'error',
    external: ['*/convergence.core.js'], // the core as text, which is four times as long as all the rest
  });
  return outputFiles[0].text;
}
