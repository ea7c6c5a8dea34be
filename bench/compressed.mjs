// Files as whoever puts them on the web has them compressed: brotli at its best
// and gzip.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const { constants: c } = zlib;
export const gzip = (bytes) => zlib.gzipSync(bytes, { level: 9 });
export const brotli = (bytes) => zlib.brotliCompressSync(bytes, {
  params: { [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_LGWIN]: 24, [c.BROTLI_PARAM_SIZE_HINT]: bytes.length },
});

// Copies the files of a directory, and of those below, into another that the
// server can hand out: with .br and .gz beside each that grows smaller by them.
// What is there and not older than its source stays.
export function copyCompressed(from, to, skip = () => false) {
  for (const name of fs.readdirSync(from, { recursive: true })) {
    const source = path.join(from, name);
    const target = path.join(to, name);
    const info = fs.statSync(source);
    if (!info.isFile() || skip(name)) continue;
    if (fs.existsSync(target) && fs.statSync(target).mtimeMs >= info.mtimeMs) continue;
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const bytes = fs.readFileSync(source);
    const written = [];
    for (const [suffix, of] of [['.br', brotli], ['.gz', gzip]]) {
      const small = of(bytes);
      if (small.length < bytes.length) {
        fs.writeFileSync(target + suffix, small);
        written.push(target + suffix);
      }
    }
    fs.writeFileSync(target, bytes); // last: it says that all is there
    const now = new Date(); // the server takes what is older than the file for that of an earlier one
    for (const file of [...written, target]) fs.utimesSync(file, now, now);
  }
}
