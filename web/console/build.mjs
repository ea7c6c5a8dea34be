// Bundles the console into dist/, compressed as the server hands it out, and fails when
// a visit would download more than it may.
import { build } from 'esbuild';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compress, compressed } from '../../scripts/compress.mjs';

const most = 120_000; // bytes after brotli, of everything but our client
const here = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(here, ...parts);
const out = at('dist');
const kept = 'not-built.txt'; // has the Go package build in a fresh clone

for (const name of await fs.readdir(out)) {
  if (name !== kept) await fs.rm(path.join(out, name), { recursive: true });
}
await build({
  entryPoints: [at('src/main.tsx'), at('src/style.css')],
  outdir: out,
  bundle: true,
  minify: true,
  target: 'es2022',
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  absWorkingDir: here,
});
for (const name of ['index.html', 'icon.svg']) await fs.copyFile(at('src', name), path.join(out, name));

let bytes = 0;
for (const name of await fs.readdir(out)) {
  if (name !== kept) bytes += (await compressed(await fs.readFile(path.join(out, name)))).length;
}
await compress(out);
console.log(`figure console.bundle.bytes ${bytes} bytes`);
if (bytes > most) {
  console.error(`the console is ${bytes} bytes after brotli, which are more than ${most}`);
  process.exit(1);
}
