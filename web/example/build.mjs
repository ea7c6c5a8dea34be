// Bundles the examples into dist/, each in its folder (index.html, main.js, style.css and its
// sources in code.json), or, with --tests, their unit tests into build/example-tests/ for
// node --test. What all of them share is in src/shared.
import { build } from 'esbuild';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(here, ...parts);

// The bindings are taken as sources, and what they bind from here: there must be one of it in a page.
const bindings = {
  '@convergence-wasm/codemirror': at('../../js/packages/codemirror/src/index.ts'),
  '@codemirror/state': '@codemirror/state',
  '@codemirror/view': '@codemirror/view',
};

// The editor is at the top, where addresses of documents have always led to it.
const pages = [
  {
    source: 'editor', folder: '', title: 'Convergence', fresh: 'Start a new document',
    heading: 'Write together', greeting: 'Everyone who has the link edits the same page.', open: 'Open the document',
    code: ['main.ts', 'editor.ts'],
  },
  {
    source: 'board', folder: 'board', title: 'Board · Convergence', fresh: 'Start a new board',
    heading: 'Draw together', greeting: 'Everyone who has the link draws on the same board.', open: 'Open the board',
    code: ['main.ts', 'shapes.ts', 'undo.ts', 'view.ts', 'others.ts', 'gestures.ts', 'keys.ts'],
  },
  {
    source: 'kanban', folder: 'kanban', title: 'Plan · Convergence', fresh: 'Start a new plan',
    heading: 'Plan together', greeting: 'Everyone who has the link moves the same cards.', open: 'Open the plan',
    code: ['main.ts', 'lists.ts', 'view.ts', 'drag.ts'],
  },
];

async function page({ source, folder, code, ...words }) {
  const read = (name) => fs.readFile(at('src', source, name), 'utf8');
  const top = folder && '../';
  const more = `<a href="${top}start/">Examples</a>`;
  const all = { ...words, top, body: (await read('body.html')).trimEnd().replace('<span class="grow">', `${more}\n    $&`) };
  const template = await fs.readFile(at('src/shared/page.html'), 'utf8');
  const files = await Promise.all(code.map(async (name) => ({ name, text: await read(name) })));
  await fs.writeFile(at('dist', folder, 'index.html'), template.replace(/\{\{(\w+)\}\}/g, (_, name) => all[name]));
  await fs.writeFile(at('dist', folder, 'code.json'), JSON.stringify(files));
}

// The page that leads to the others, with the pictures that `make examples-images` makes.
async function startPage() {
  await fs.copyFile(at('src/start/index.html'), at('dist/start/index.html'));
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
  });
} else {
  const out = at('dist');
  await fs.rm(out, { recursive: true, force: true });
  await build({
    entryPoints: [...pages, { source: 'start', folder: 'start' }].flatMap(({ source, folder }) => [
      { in: at('src', source, 'main.ts'), out: path.join(folder, 'main') },
      { in: at('src', source, 'style.css'), out: path.join(folder, 'style') },
    ]),
    outdir: out,
    bundle: true,
    minify: true,
    target: 'es2022',
    format: 'iife',
    alias: bindings,
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]-[hash]',
    absWorkingDir: here,
  });
  await Promise.all(pages.map(page));
  await startPage();
  await fs.copyFile(at('src/shared/icon.svg'), path.join(out, 'icon.svg'));
}
