// What a browser downloads of each library: one minified bundle of what the
// bench uses and, where there is some, its WebAssembly, after brotli and gzip.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../test/harness/server.mjs';
import { bundle, entries } from './browser/bundles.mjs';
import { brotli, gzip } from './compressed.mjs';
import { wasmFiles } from './host.mjs';

const ways = { brotli, gzip, raw: (bytes) => bytes };

export async function runSize(figures, { chosen, say }) {
  for (const library of Object.keys(entries).filter((name) => chosen.includes(name))) {
    const parts = [library === 'ours' ? fs.readFileSync(path.join(root, 'js/dist/convergence.global.min.js')) : Buffer.from(await bundle(library))];
    if (wasmFiles[library]) parts.push(fs.readFileSync(wasmFiles[library]));
    for (const [name, of] of Object.entries(ways)) {
      figures.set(`size.${library}.${name}`, parts.reduce((sum, bytes) => sum + of(bytes).length, 0), 'bytes');
    }
    say(`size: ${library}`);
  }
  const ours = figures.value('size.ours.brotli');
  for (const library of Object.keys(entries)) {
    const theirs = figures.value(`size.${library}.brotli`);
    if (ours && theirs && library !== 'ours') figures.set(`size.ratio_to_${library}`, ours / theirs, 'ratio');
  }
}
