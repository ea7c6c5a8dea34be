// What the packages have in common when they are published.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { componentsIn } from './components.mjs';
import { BUDGETS, PACKAGES, here, manifest, size } from '../build.mjs';

const version = fs.readFileSync(path.join(here, '../../version.txt'), 'utf8').trim();

// What the programs of the READMEs say besides in TypeScript: what a model holds, and that an element is there.
const IN_TYPESCRIPT = [
  ['.openAutoCreate(', '.openAutoCreate<{ text: string; done: boolean; size: string }>('],
  ['useModel(', 'useModel<{ votes: number }>('],
  ['(id) =>', '(id: string): any =>'],
  ["getElementById('root')", "getElementById('root')!"],
];

test('every folder with a manifest is built', () => {
  const folders = fs.readdirSync(here).filter((name) => name !== 'node_modules' && fs.existsSync(path.join(here, name, 'package.json')));
  assert.deepEqual(folders.sort(), [...PACKAGES].sort());
});

for (const name of PACKAGES) {
  const folder = path.join(here, name);
  const own = manifest(name);

  test(`${name}: the version is the client's`, () => {
    assert.equal(own.version, version);
    assert.equal(own.peerDependencies['@convergence-wasm/client'], `^${version}`);
    assert.deepEqual(own.dependencies, undefined);
    assert.equal(own.sideEffects, false);
  });

  test(`${name}: publint finds nothing`, async () => {
    const { messages, pkg } = await publint({ pkgDir: folder, strict: true });
    assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
  });

  test(`${name}: what is published`, () => {
    const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--dry-run', '--ignore-scripts'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    const names = files.map((file) => file.path);
    for (const file of ['LICENSE', 'README.md', 'package.json', 'dist/index.js', own.types.slice(2)]) assert.ok(names.includes(file), file);
    assert.deepEqual(names.filter((file) => !/^(LICENSE|README\.md|package\.json|dist\/.*\.(js|js\.map|d\.ts))$/.test(file)), []);
    assert.doesNotMatch(fs.readFileSync(path.join(folder, 'dist/index.js'), 'utf8'), /from "@convergence-wasm/, 'the client is not imported at run time');
  });

  test(`${name}: the types are found by a program that installs it`, () => {
    const program = fs.mkdtempSync(path.join(here, '../../build/types-'));
    try {
      fs.mkdirSync(path.join(program, 'node_modules/@convergence-wasm'), { recursive: true });
      for (const scope of fs.readdirSync(path.join(here, 'node_modules'))) {
        if (!scope.startsWith('.')) fs.symlinkSync(path.join(here, 'node_modules', scope), path.join(program, 'node_modules', scope));
      }
      fs.symlinkSync(path.join(here, '..'), path.join(program, 'node_modules/@convergence-wasm/client'));
      fs.symlinkSync(folder, path.join(program, 'node_modules/@convergence-wasm', name));
      fs.writeFileSync(path.join(program, 'package.json'), '{ "type": "module" }');
      const readme = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
      const [, language, text] = /```(jsx?|tsx?)\n(.*?)```/s.exec(readme);
      const write = (name, text) => {
        const file = path.join(program, name);
        fs.writeFileSync(file, IN_TYPESCRIPT.reduce((program, [script, typed]) => program.replace(script, typed), text));
        return file;
      };
      const files = [write(`program.${language.replace('j', 't')}`, text)];
      // Of components, what is a script; Svelte declares what they are by itself.
      for (const [name, source] of componentsIn(readme)) files.push(write(`${name}.script.ts`, /<script.*?>(.*?)<\/script>/s.exec(source)[1]));
      files.push(write('components.d.ts', ['vue', 'css'].map((ending) => `declare module '*.${ending}' { const component: any; export default component; }`).join('\n')));
      for (const resolution of ['bundler', 'nodenext']) {
        execFileSync(process.execPath, [path.join(here, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--target', 'es2022', '--preserveSymlinks', '--skipLibCheck', 'false',
          '--types', '', '--jsx', 'react-jsx', '--module', resolution === 'bundler' ? 'esnext' : 'nodenext', '--moduleResolution', resolution, ...files],
        { cwd: program, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
      }
    } catch (error) {
      assert.fail(error.stdout || error);
    } finally {
      fs.rmSync(program, { recursive: true, force: true });
    }
  });

  test(`${name}: the script is within its bytes, and as large as the tables say`, async () => {
    const bytes = await size(name);
    assert.ok(bytes <= BUDGETS[name], `${bytes} bytes`);
    for (const page of ['README.md', '../../docs/guide/bindings.md']) {
      const row = fs.readFileSync(path.join(here, page), 'utf8').split('\n').find((line) => line.startsWith(`| [${name}](`));
      assert.ok(row?.endsWith(`| ${(bytes / 1000).toFixed(1)} kB |`), `${page} says something else than ${(bytes / 1000).toFixed(1)} kB: ${row}`);
    }
  });
}
