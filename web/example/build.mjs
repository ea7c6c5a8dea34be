// Bundles the examples into dist/, each in its folder (index.html, main.js, style.css and its
// sources in code.json), or, with --tests, their unit tests into build/example-tests/ for
// node --test. What they are is in pages.mjs, what all of them share in src/shared. The bindings
// of js/packages are bundled from their sources.
import { build } from 'esbuild';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pages } from './pages.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(here, ...parts);
const read = (...parts) => fs.readFile(at('src', ...parts), 'utf8');

// The bindings are taken as sources, and what they bind from here: there must be one of it in a page.
const alias = {
  '@convergence-wasm/codemirror': at('../../js/packages/codemirror/src/index.ts'),
  '@convergence-wasm/devtools': at('../../js/packages/devtools/src/index.ts'),
  '@convergence-wasm/inputs': at('../../js/packages/inputs/src/index.ts'),
  '@convergence-wasm/react': at('../../js/packages/react/src/index.ts'),
  '@codemirror/state': '@codemirror/state',
  '@codemirror/view': '@codemirror/view',
  react: at('node_modules/react'),
};

/** Puts words in the place of {{names}}, as often as a word has some itself. */
function fill(text, words) {
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_, name) => words[name]);
  return filled === text ? text : fill(filled, words);
}

const frame = async (words) => fill(await read('shared/frame.html'), words);
const part = async (...file) => (await read(...file)).trimEnd();

async function page({ source, folder, early, modules = [], code, ...words }) {
  const html = await frame({
    ...words, top: folder && '../', home: './',
    scripts: (early ? '\n  <script src="early.js" defer></script>' : '') + await part('shared/scripts.html') + modules.map((file) => `\n  <link rel="modulepreload" href="${file}">`).join(''), bar: await part('shared/bar.html'),
    body: await part('shared/document.html'), main: await part(source, 'body.html'),
  });
  const files = await Promise.all(code.map(async (name) => ({ name, text: await read(source, name) })));
  await fs.writeFile(at('dist', folder, 'index.html'), html);
  await fs.writeFile(at('dist', folder, 'code.json'), JSON.stringify(files));
  await fs.copyFile(at('src', source, 'worker.js'), at('dist', folder, 'worker.js')).catch((error) => { if (error.code !== 'ENOENT') throw error; });
}

// The page that leads to the others, with the pictures that `make examples-images` makes.
async function startPage(fonts) {
  const card = await part('start/card.html');
  const html = await frame({
    title: 'Examples · Convergence', description: 'Pages in which several people work at once, each with its code beside it.',
    top: '../', home: '../../', fresh: 'What this server has',
    // Lines that break elsewhere when the font comes would move all pictures.
    scripts: `\n  <link rel="preload" href="../fonts/${fonts.find((name) => name.startsWith('inter'))}" as="font" type="font/woff2" crossorigin>`,
    bar: '\n    <span class="grow"></span>',
    body: await part('start/body.html'),
    cards: pages.map(({ source, folder, card: name, description: text }) => fill(card, { source, text, name, address: folder ? `../${folder}/` : '../' })).join('\n'),
  });
  await fs.writeFile(at('dist/start/index.html'), html);
  for (const name of pages.flatMap(({ source }) => [`${source}.png`, `${source}-dark.png`])) {
    await fs.copyFile(at('../../docs/images', `example-${name}`), at('dist/start', name));
  }
}

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
    alias,
  });
} else {
  const out = at('dist');
  await fs.rm(out, { recursive: true, force: true });
  const options = {
    outdir: out,
    bundle: true,
    minify: true,
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]-[hash]',
    absWorkingDir: here,
    alias,
  };
  const all = [...pages, { source: 'start', folder: 'start', code: ['main.ts'] }];
  const main = ({ source, folder, code: [name] }) => ({ in: at('src', source, name), out: path.join(folder, 'main') });
  await build({
    ...options,
    format: 'iife',
    entryPoints: all.flatMap((one) => [
      ...(one.early ? [{ in: at('src', one.source, one.early), out: path.join(one.folder, 'early') }] : []),
      ...(one.later ? [] : [main(one)]),
      { in: at('src', one.source, 'style.css'), out: path.join(one.folder, 'style') },
    ]),
  });
  // What a page imports while the client comes is a file of its own, which it asks for at once.
  for (const one of pages.filter(({ later }) => later)) {
    const { metafile: { outputs } } = await build({ ...options, format: 'esm', splitting: true, chunkNames: '[name]-[hash]', metafile: true, entryPoints: [main(one)] });
    one.modules = Object.keys(outputs).map((file) => path.basename(file)).filter((file) => file !== 'main.js');
  }
  // By itself, for whoever asks for it.
  await build({ entryPoints: { devtools: '@convergence-wasm/devtools' }, outdir: out, bundle: true, minify: true, target: 'es2022', format: 'esm', absWorkingDir: here, alias });
  await Promise.all(pages.map(page));
  await startPage(await fs.readdir(path.join(out, 'fonts')));
  await fs.copyFile(at('src/shared/icon.svg'), path.join(out, 'icon.svg'));
}
