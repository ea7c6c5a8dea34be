// Prints what a page downloads, as compress.mjs has compressed it, and fails above the
// budgets.
//   node scripts/size.mjs WASM BROTLI GZIP SHIM BROTLI      (budgets in bytes of what is compressed so)
import fs from 'node:fs';

const [wasm, wasmBrotli, wasmGzip, shim, shimBrotli] = process.argv.slice(2);

function measure(file) {
  const bytes = (suffix) => fs.statSync(file + suffix).size;
  const row = { raw: bytes(''), gzip: bytes('.gz'), brotli: bytes('.br') };
  console.log(`${file}: raw ${row.raw}, gzip -9 ${row.gzip}, brotli ${row.brotli}`);
  return row;
}

const core = measure(wasm);
const script = measure(shim);
console.log(`figure size.wasm.brotli ${core.brotli} bytes`);
console.log(`figure size.wasm.gzip ${core.gzip} bytes`);
console.log(`figure size.wasm.raw ${core.raw} bytes`);
console.log(`figure size.shim.brotli ${script.brotli} bytes`);

let over = false;
for (const [what, size, budget] of [
  ['wasm after brotli', core.brotli, +wasmBrotli], ['wasm after gzip', core.gzip, +wasmGzip], ['shim after brotli', script.brotli, +shimBrotli],
]) {
  if (!(size <= budget)) {
    over = true;
    console.error(`${what}: ${size} bytes is above the budget of ${budget} bytes`);
  }
}
process.exit(over ? 1 : 0);
