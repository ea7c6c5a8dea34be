// Writes the licenses of what is inside the published package, from the copies that
// are installed. Run it when a dependency of the core or of the shim changes.
//   node scripts/notices.mjs > js/THIRD-PARTY-NOTICES.txt
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const go = (...args) => execFileSync('go', args, { cwd: root, encoding: 'utf8', env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' } });

// The modules that are linked into the core, except this one.
function modules() {
  const format = '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}';
  const lines = new Set(go('list', '-deps', '-f', format, './cmd/wasm').split('\n').filter(Boolean));
  return [...lines].sort().map((line) => line.split(' ')).map(([name, version, folder]) => [`${name} ${version}`, path.join(folder, 'LICENSE')]);
}

function npm(name) {
  const folder = path.join(root, 'js/node_modules', name);
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return [`${name} ${version}`, path.join(folder, 'LICENSE.txt')];
}

const parts = [
  [`Go ${go('env', 'GOVERSION').trim().slice(2)}: run-time library and wasm_exec.js`, path.join(go('env', 'GOROOT').trim(), 'LICENSE')],
  ...modules(),
  npm('rxjs'),
  npm('tslib'),
];
console.log('What this package contains of others, and their licenses. RxJS and tslib are in the builds that need no other file.');
for (const [name, file] of parts) console.log(`\n${'='.repeat(80)}\n${name}\n${'='.repeat(80)}\n\n${fs.readFileSync(file, 'utf8').trim()}`);
