// Compresses what browsers download: beside each file NAME of the given folders that
// is worth it, NAME.br and NAME.gz, which the server sends to who takes them.
//   node compress.mjs DIR...
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

const worth = new Set(['.wasm', '.js', '.mjs', '.css', '.html', '.svg', '.json']);
const least = 1024; // bytes; less fits one packet anyway

/** Brotli as `make size` measures it: what a download takes. */
export function compressed(bytes) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotli(bytes, { params });
}

/**
 * Compresses the files of a folder and below it. What has not changed since the last
 * time is left: the best compression of the core takes many seconds. Returns how
 * many files were compressed.
 */
export async function compress(folder) {
  const list = path.join(folder, '.compressed.json');
  const before = JSON.parse(await fs.readFile(list, 'utf8').catch(() => '{}'));
  const after = {};
  let count = 0;
  const files = (await fs.readdir(folder, { recursive: true, withFileTypes: true })).filter((f) => f.isFile());
  const names = new Set(files.map((f) => path.relative(folder, path.join(f.parentPath, f.name))));
  await Promise.all(
    [...names].map(async (name) => {
      const file = path.join(folder, name);
      const source = name.replace(/\.(br|gz)$/, '');
      if (source !== name) {
        if (!names.has(source)) await fs.rm(file); // of a file that is gone
        return;
      }
      if (!worth.has(path.extname(name))) return;
      const bytes = await fs.readFile(file);
      if (bytes.length < least) return;
      const hash = createHash('sha256').update(bytes).digest('hex');
      after[name] = hash;
      const now = new Date();
      if (before[name] === hash && names.has(`${name}.br`) && names.has(`${name}.gz`)) {
        // The server takes what is older than the file for that of another one.
        await Promise.all([fs.utimes(`${file}.br`, now, now), fs.utimes(`${file}.gz`, now, now)]);
        return;
      }
      count++;
      await Promise.all([
        compressed(bytes).then((small) => fs.writeFile(`${file}.br`, small)),
        gzip(bytes, { level: 9 }).then((small) => fs.writeFile(`${file}.gz`, small)),
      ]);
    }),
  );
  await fs.writeFile(list, JSON.stringify(after));
  return count;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of process.argv.slice(2)) await compress(folder);
}
