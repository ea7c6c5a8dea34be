// Bundles the example into dist/ (index.html, main.js, style.css, fonts), or,
// with --tests, its unit tests into build/example-tests/ for node --test.
import { build } from 'esbuild';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(here, ...parts);

if (process.argv.includes('--tests')) {
  const out = at('../../build/example-tests');
  await fs.rm(out, { recursive: true, force: true });
  const tests = (await fs.readdir(at('test'))).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: tests.map((name) => at('test', name)),
    outdir: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    sourcemap: 'inline',
    absWorkingDir: here,
  });
} else {
  const out = at('dist');
  await fs.rm(out, { recursive: true, force: true });
  await build({
    entryPoints: [at('src/main.ts'), at('src/style.css')],
    outdir: out,
    bundle: true,
    minify: true,
    target: 'es2022',
    format: 'iife',
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]-[hash]',
    absWorkingDir: here,
  });
  await fs.copyFile(at('src/index.html'), path.join(out, 'index.html'));
  await fs.copyFile(at('src/icon.svg'), path.join(out, 'icon.svg'));
}
