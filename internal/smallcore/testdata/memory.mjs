// Writes the linear memory of a module as its start function leaves it.
//   node memory.mjs MODULE OUTPUT
import fs from 'node:fs';

const module = new WebAssembly.Module(fs.readFileSync(process.argv[2]));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => {};
const { exports } = new WebAssembly.Instance(module, imports);
fs.writeFileSync(process.argv[3], new Uint8Array(exports.mem.buffer));
