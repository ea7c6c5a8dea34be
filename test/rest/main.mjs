// Makes types of the OpenAPI document of a real server, compiles a program with them under
// strict, and runs it against that server. The console's own types must agree with them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server, root } from '../harness/server.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const PASSWORD = 'correct horse';

function run(program, args, options = {}) {
  try {
    return execFileSync(program, args, { cwd: here, encoding: 'utf8', ...options });
  } catch (error) {
    throw new Error(`${path.basename(program)} ${args.join(' ')} fails:\n${error.stdout}${error.stderr}`);
  }
}

const tool = (name, ...args) => run(process.execPath, [path.join(here, 'node_modules', name), ...args]);

/** Compares the types that the console has written by hand: all of them. */
function compareConsole() {
  const types = fs.readFileSync(path.join(root, 'web/console/src/types.ts'), 'utf8');
  const compared = fs.readFileSync(path.join(here, 'console.ts'), 'utf8');
  const names = [...types.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
  const missing = names.filter((name) => !compared.includes(`  ${name}: Is<`));
  if (names.length < 30 || missing.length > 0) throw new Error(`console.ts compares none of: ${missing.join(', ') || types}`);
  tool('typescript/bin/tsc', '--project', 'tsconfig.console.json');
}

const server = await Server.start();
try {
  server.command(['admin', 'add', 'root', '--server'], `${PASSWORD}\n`);
  const document = await (await fetch(`${server.url}/api/rest/v1/openapi.json`)).text();
  fs.rmSync(path.join(here, 'build'), { recursive: true, force: true });
  fs.mkdirSync(path.join(here, 'build'));
  fs.writeFileSync(path.join(here, 'build/openapi.json'), document);
  tool('openapi-typescript/bin/cli.js', 'build/openapi.json', '--output', 'build/openapi.d.ts');
  tool('typescript/bin/tsc', '--project', '.');
  compareConsole();
  process.stdout.write(run(process.execPath, ['build/administer.js'], { env: { ...process.env, SERVER: server.url, PASSWORD } }));
} finally {
  await server.dispose();
}
