// Builds the site: the API reference by TypeDoc, the pages by VitePress, then the content
// security policy of what came out, and compressed forms. Warnings and links to nothing fail.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { compress } from '../scripts/compress.mjs';
import { sidebar } from './.vitepress/sidebar.mjs';

const here = import.meta.dirname;
const out = path.join(here, '../web/docs/dist');
const kept = 'not-built.txt'; // has the Go package build in a fresh clone

/** Runs a tool of node_modules; what it warns of is an error. */
async function tool(name, ...args) {
  const child = spawn(path.join(here, 'node_modules/.bin', name), args, { cwd: here, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { log += text; });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const warnings = log.split('\n').filter((line) => /warn|\(!\)|dead link/i.test(line));
  if (code !== 0 || warnings.length > 0) throw new Error(`${name} ended with ${code}:\n${warnings.join('\n') || log}`);
}

/** Every page must be where readers look for it. */
async function checkSidebar() {
  const linked = new Set(sidebar.flatMap(({ items }) => items.map(({ link }) => `${link.slice(1)}.md`)));
  const pages = (await fs.readdir(here, { recursive: true })).filter((file) => file.endsWith('.md') && !/^(node_modules|api)\//.test(file) && file !== 'index.md');
  const missing = pages.filter((page) => !linked.has(page));
  if (missing.length > 0) throw new Error(`.vitepress/sidebar.mjs has no ${missing}`);
  return pages.length + 1;
}

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The style sheet that VitePress adds for a moment when a reader changes between light and dark. */
async function switching() {
  const source = await fs.readFile(path.join(here, 'node_modules/@vueuse/core/index.mjs'), 'utf8');
  const found = /CSS_DISABLE_TRANS = "(.*?)"/.exec(source);
  if (found === null) throw new Error('@vueuse/core has its style sheet elsewhere');
  return hash(found[1]);
}

/** The policy of all pages: scripts of the site, and those in pages by their hashes. */
async function policy() {
  const hashes = new Set();
  for (const file of await fs.readdir(out, { recursive: true })) {
    if (!file.endsWith('.html')) continue;
    const html = await fs.readFile(path.join(out, file), 'utf8');
    for (const [, attributes, text] of html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
      if (/\bsrc=/.test(attributes) || text === '') continue;
      hashes.add(hash(text));
    }
    if (/<style/.test(html)) throw new Error(`${file} has a style sheet in it, which the policy forbids`);
  }
  return `default-src 'none'; script-src 'self' ${[...hashes].sort().join(' ')}; style-src-elem 'self' ${await switching()}; style-src-attr 'unsafe-inline'; ` +
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
}

/** Bytes of the files whose names match. */
async function bytes(pattern) {
  let sum = 0;
  for (const file of await fs.readdir(out, { recursive: true, withFileTypes: true })) {
    if (file.isFile() && pattern.test(file.name)) sum += (await fs.stat(path.join(file.parentPath, file.name))).size;
  }
  return sum;
}

const pages = await checkSidebar();
if (!process.argv.includes('--pages')) await tool('typedoc', '--options', 'typedoc.json');
await tool('vitepress', 'build', '.');
await fs.writeFile(path.join(out, 'policy.txt'), await policy());
await compress(out);
// The server unpacks NAME.gz for the few who take nothing that is compressed.
for (const name of await fs.readdir(out, { recursive: true })) {
  if (name.endsWith('.gz')) await fs.rm(path.join(out, name.slice(0, -3)));
}
await fs.rm(path.join(out, '.compressed.json'));
await fs.writeFile(path.join(out, kept), 'The site is built here by: make docs\n');
console.log(`figure docs.pages ${pages} pages`);
console.log(`figure docs.embedded.bytes ${await bytes(/./)} bytes`);
console.log(`figure docs.brotli.bytes ${await bytes(/\.br$/)} bytes`);
