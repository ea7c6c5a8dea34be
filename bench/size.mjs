// What a browser downloads of each library: one minified bundle of what the
// bench uses and, where there is some, its WebAssembly, after brotli and gzip.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { root } from '../test/harness/server.mjs';
import { bundle, entries } from './browser/bundles.mjs';
import { wasmFiles } from './host.mjs';

const { constants: c } = zlib;
const gzip = (bytes) => zlib.gzipSync(bytes, { level: 9 }).length;
const brotli = (bytes) => zlib.brotliCompressSync(bytes, {
  params: { [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_LGWIN]: 24, [c.BROTLI_PARAM_SIZE_HINT]: bytes.length },
}).length;

export async function runSize(figures, { chosen, say }) {
  for (const library of Object.keys(entries).filter((name) => chosen.includes(name))) {
    const parts = [library === 'ours' ? fs.readFileSync(path.join(root, 'js/dist/convergence.global.min.js')) : Buffer.from(await bundle(library))];
    if (wasmFiles[library]) parts.push(fs.readFileSync(wasmFiles[library]));
    for (const [name, of] of Object.entries({ brotli, gzip, raw: (bytes) => bytes.length })) {
      figures.set(`size.${library}.${name}`, parts.reduce((sum, bytes) => sum + of(bytes), 0), 'bytes');
    }
    say(`size: ${library}`);
  }
  const ours = figures.value('size.ours.brotli');
  for (const library of Object.keys(entries)) {
    const theirs = figures.value(`size.${library}.brotli`);
    if (ours && theirs && library !== 'ours') figures.set(`size.ratio_to_${library}`, ours / theirs, 'ratio');
  }
}
