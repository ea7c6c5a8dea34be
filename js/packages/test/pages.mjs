// Two pages of one browser, each with a client of its own against a real server,
// whose connections can be cut, and a binding as it was built.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { converge, openPage } from '../../../test/harness/browser.mjs';
import { freshId, setUp } from '../../../test/harness/suite.mjs';
import { here } from '../build.mjs';
import { componentsOf } from './components.mjs';
import { random } from './random.mjs';

// Seeds are printed by every run; SEED=number plays one again.
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

// A script that runs in a page: modules with the built packages, and the client that the page has.
export async function bundle(contents, { sourcefile = 'page.jsx', define = {}, plugins = [] } = {}) {
  const installed = { name: 'installed packages', setup(build) {
    build.onResolve({ filter: /^@convergence-wasm\/client$/ }, () => ({ path: 'client', namespace: 'page' }));
    build.onLoad({ filter: /.*/, namespace: 'page' }, () => ({ contents: 'module.exports = globalThis.Convergence', loader: 'js' }));
    build.onResolve({ filter: /^@convergence-wasm\/(\w+)$/ }, ({ path: name }) => ({ path: path.join(here, name.split('/')[1], 'dist/index.js') }));
  } };
  const { outputFiles: [{ text }, styles] } = await build({
    stdin: { contents, sourcefile, loader: 'jsx', resolveDir: path.join(here, 'test') }, jsx: 'automatic', define: { 'process.env.NODE_ENV': '"development"', ...define },
    nodePaths: [path.join(here, 'node_modules')], bundle: true, write: false, format: 'esm', plugins: [installed, ...plugins],
    outdir: here, loader: { '.ttf': 'dataurl' },
  });
  return styles === undefined ? text : `${text}\ndocument.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(styles.text)} }));`;
}

// Ends the harness's own share of the page, and begins a new one: `script` in both.
export function setUpPages(script) {
  const suite = setUp();
  const pages = [];
  const make = async () => {
    const text = await script;
    for (const name of ['Ada', 'Bob']) {
      const page = await openPage(suite.browser, suite.server);
      noteErrors(page);
      await page.evaluate((name) => e2e.connect(name, { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } }), name);
      await withRandom(page);
      await page.addScriptTag({ content: text, type: 'module' });
      pages.push(page);
    }
  };
  // Opens a new model with these data in both pages, and has both run `mount` with what it is given.
  const open = async (what, data, mount, argument) => {
    if (pages.length === 0) await make();
    const id = freshId(what);
    for (const page of pages) {
      page.problems.length = page.errors.length = 0;
      await page.evaluate(async ([id, data]) => {
        e2e.end?.();
        e2e.end = null;
        if (e2e.model?.isOpen()) await e2e.model.close();
        await e2e.open(id, data);
      }, [id, data]);
      await page.evaluate(mount, argument);
    }
    return pages;
  };
  return Object.assign(open, { suite });
}

// Notes in page.errors what the page's console is told, but for what the browser itself says of connections that are cut here.
export function noteErrors(page) {
  page.errors = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('WebSocket connection to')) page.errors.push(message.text());
  });
}

// Has a page make random numbers too: e2e.random(seed).
export const withRandom = (page) => page.addScriptTag({ content: `e2e.random = ${random}` });

// Has everybody but the user of the page read its model only, or write it too.
export const mayWrite = (page, write) => page.evaluate(async (write) => {
  const manager = e2e.model.permissionsManager();
  await manager.setWorldPermissions({ read: true, write, remove: false, manage: false });
  await manager.setUserPermissions(e2e.domain.session().user().userId, { read: true, write: true, remove: true, manage: true });
  await manager.setOverridesCollection(true);
}, write);

// Runs the program of a README in two pages of their own, against a server.
export async function runProgram({ browser, server }, name) {
  const readme = fs.readFileSync(path.join(here, name, 'README.md'), 'utf8');
  const [, program] = /```jsx?\n(.*?)```/s.exec(readme);
  const atServer = (source) => source.replace(/'http:[^']*'/, `'${server.realtime}'`);
  const define = Object.fromEntries(['OPTIONS_API', 'PROD_DEVTOOLS', 'PROD_HYDRATION_MISMATCH_DETAILS'].map((flag) => [`__VUE_${flag}__`, 'false']));
  const script = await bundle(atServer(program), { define, plugins: [componentsOf(readme, atServer)] });
  const pages = [];
  for (let i = 0; i < 2; i++) {
    const page = await browser.newPage();
    await page.goto(`${server.url}/health`);
    await page.setContent(`<!doctype html><body><div id="root"></div><script src="${server.url}/client/convergence.global.js"></script>`);
    await page.addScriptTag({ content: script, type: 'module' });
    pages.push(page);
  }
  return pages;
}

export { converge };
