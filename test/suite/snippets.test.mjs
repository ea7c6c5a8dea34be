// The snippets in the pages of docs/ run as they are printed, and print what they say. What
// is not run says why, and is counted.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { promisify } from 'node:util';
import esbuild from 'esbuild';
import { root } from '../harness/server.mjs';
import { moduleOf, pages, printed, RUN, snippets } from '../harness/snippets.mjs';
import { setUp } from '../harness/suite.mjs';

const execute = promisify(execFile);
const PASSWORD = 'correct horse';
const HERE = 'http://localhost:8000'; // what the pages call the server
const backend = generateKeyPairSync('ed25519');
const suite = setUp({}, ({ server }) => {
  const key = path.join(server.data, 'backend.pem');
  fs.writeFileSync(key, backend.publicKey.export({ type: 'spki', format: 'pem' }));
  server.command(['key', 'add', 'backend', key]);
  for (const [name, ...more] of [['ada', '--display-name', 'Ada L.'], ['grace', '--first-name', 'Grace', '--last-name', 'Hopper'], ['alan']]) {
    server.command(['user', 'add', name, ...more], `${PASSWORD}\n`);
  }
  server.command(['group', 'add', 'editors']);
  server.command(['group', 'member', 'add', 'editors', 'grace']);
});

/** What every page takes for granted: name and code. */
const STANDARD = new Map([
  ['Convergence', "import * as Convergence from '@convergence-wasm/client';"],
  ['connect', "import { connect } from '@convergence-wasm/client';"],
  ['url', `const url = '${HERE}/api/realtime/convergence/default';`],
  ['password', `const password = '${PASSWORD}';`],
  ['fresh', 'const fresh = `a${Math.random()}`;'],
  ['until', `const until = async (condition) => {
  for (const deadline = Date.now() + 8000; !(await condition()); await new Promise((resolve) => setTimeout(resolve, 10))) {
    if (Date.now() > deadline) throw new Error('gave up waiting for ' + condition);
  }
};`],
  ['as', "const as = async (username) => { const d = await connect(url, username, password); opened.push(d); return d; };"],
  ['privateKey', `const privateKey = await crypto.subtle.importKey('pkcs8', Uint8Array.from(atob('${backend.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')}'), (c) => c.charCodeAt(0)), 'Ed25519', false, ['sign']);`],
  ['domain', "const domain = await as('ada');"],
  ['other', "const other = await as('grace');"],
]);

const rxjs = esbuild.buildSync({
  stdin: { contents: "export * from 'rxjs';", resolveDir: path.join(root, 'js') }, bundle: true, format: 'esm', write: false, minify: true,
}).outputFiles[0].text;

/** Bindings as their sources, and what they bind, as the editor among the examples has them: modules that import each other by name. */
const BINDINGS = ['@convergence-wasm/codemirror', '@convergence-wasm/inputs', '@codemirror/commands', '@codemirror/state', '@codemirror/view'];
const bindings = Object.fromEntries(BINDINGS.map((name) => {
  const source = name.startsWith('@convergence-wasm/') ? path.join(root, 'js/packages', name.split('/')[1], 'src/index.ts') : name;
  const [{ text }] = esbuild.buildSync({
    stdin: { contents: `export * from ${JSON.stringify(source)};`, resolveDir: path.join(root, 'web/example') }, bundle: true, format: 'esm', write: false,
    external: BINDINGS.filter((other) => other !== name),
  }).outputFiles;
  return [name, moduleAddress(text)];
}));
function moduleAddress(text) {
  return `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
}

/** An empty page that finds the packages by their names. */
async function blank() {
  const page = await suite.browser.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  await page.goto(`${suite.server.url}/health`);
  const imports = { '@convergence-wasm/client': `${suite.server.url}/client/convergence.standalone.js`, rxjs: moduleAddress(rxjs), ...bindings };
  await page.setContent(`<!doctype html><meta charset="utf-8"><script type="importmap">${JSON.stringify({ imports })}</script><body><p id="who"></p><textarea id="text"></textarea></body>`);
  return page;
}

/** Runs the code of a module in a page; resolves with the lines that it printed. */
async function runModule(page, code) {
  return page.evaluate(async (code) => {
    const lines = [];
    globalThis.opened = [];
    const plain = (value) => value instanceof Map ? [...value] : value instanceof Set ? [...value] : value;
    console.log = (...values) => lines.push(values.map((value) => typeof value === 'string' ? value : JSON.stringify(plain(value))).join(' '));
    globalThis.printed = lines;
    const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    try {
      await import(address);
      return [...lines]; // not what is printed when they leave
    } finally {
      await Promise.all(globalThis.opened.map((domain) => domain.dispose()));
    }
  }, code);
}

/** Runs a snippet as a module, until all that it says it prints is there. */
async function javascript(tab, snippet) {
  const expected = printed(snippet.text);
  const wait = `\n{ const end = Date.now() + 8000; while (printed.length < ${expected.length} && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10)); }`;
  const lines = await runModule(tab, moduleOf(snippet, STANDARD).replaceAll(HERE, suite.server.url) + wait);
  assert.deepEqual(lines, expected);
  assert.deepEqual(tab.problems.splice(0), []);
}

let folder;
const binaries = () => folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'convergence-snippets-'));
after(() => { if (folder) fs.rmSync(folder, { recursive: true, force: true }); });

/** Commands as somebody types them where the repository is, with the data of the server. */
async function shell({ text, before = '', after: then = '' }) {
  const script = `set -euo pipefail\n${before}\n${text}\n${then}`.replaceAll('localhost:8000', `127.0.0.1:${suite.server.port}`);
  const { stdout, stderr } = await execute('bash', ['-c', script], {
    cwd: root, timeout: 60000,
    // Those that have data of their own name them.
    env: { ...(/DATA=|--data "\$\(mktemp/.test(before + text) ? process.env : suite.server.environment), PATH: `${path.join(root, 'bin')}:${process.env.PATH}`, DATA: suite.server.data, TMP_FOLDER: binaries() },
  });
  return `${stdout}${stderr}`;
}

/** Compiles a snippet of types against those of the package, with what stands after it. */
function compiles({ text, after: then = '' }) {
  const here = path.join(binaries(), 'types');
  fs.mkdirSync(here, { recursive: true });
  const standard = `import type * as client from '@convergence-wasm/client';
declare global { const domain: client.ConvergenceDomain; }
`;
  fs.writeFileSync(path.join(here, 'snippet.ts'), `${standard}${text}\n${then}\nexport {};\n`);
  fs.writeFileSync(path.join(here, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {
      strict: true, noEmit: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: [],
      paths: { '@convergence-wasm/client': [path.join(root, 'js/dist/types/index.d.ts')] },
    },
    files: ['snippet.ts'],
  }));
  try {
    execFileSync(path.join(root, 'js/node_modules/.bin/tsc'), ['-p', here], { encoding: 'utf8' });
  } catch (error) {
    throw new Error(`it does not compile: ${error.stdout}${error.stderr}`);
  }
}

/** Whether it is a step of what test/site/quick-starts.test.mjs follows in an empty folder. */
const followed = (page, { heading, file, stays, reason }) => file !== undefined || stays !== undefined ||
  (reason === undefined && (page.endsWith('/getting-started.md') || heading === 'Trying one out'));

let count = 0;
const left = [];
for (const page of pages().filter((page) => (process.env.PAGE ?? page) === page)) {
  const here = snippets(page).filter((snippet) => RUN.has(snippet.language) && !followed(page, snippet));
  for (const snippet of here) {
    if (snippet.reason !== undefined) left.push(`${page}:${snippet.line}: ${snippet.reason}`);
  }
  const run = here.filter(({ reason }) => reason === undefined);
  if (run.length === 0) continue;
  count += run.length;
  test(`${page}: ${run.length} snippets`, async () => {
    const tab = await blank();
    const wrong = [];
    for (const snippet of run) {
      try {
        await (snippet.language === 'sh' ? shell(snippet) : snippet.language === 'ts' ? compiles(snippet) : javascript(tab, snippet));
      } catch (error) {
        wrong.push(`${page}:${snippet.line}: ${error.message}`);
      }
    }
    assert.deepEqual(wrong.join('\n'), '');
    await tab.close();
  });
}

test('every snippet that is not run says why', () => {
  console.log(`figure docs.snippets.run ${count} snippets`);
  console.log(`figure docs.snippets.notrun ${left.length} snippets`);
  for (const line of left) console.log(`  not run: ${line}`);
  assert.ok(process.env.PAGE ? count > 0 : count > 60, `only ${count} snippets are found`);
  assert.ok(left.every((line) => line.length > line.indexOf(': ') + 10), 'reasons');
});
