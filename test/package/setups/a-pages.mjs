// Pages without a tool: script tags, modules, workers, a page that is a file.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { html, page, run } from '../app.mjs';
import { built } from '../kinds.mjs';
import { site } from '../site.mjs';

const DIST = 'node_modules/@convergence-wasm/client/dist';
const global = `<script src="${DIST}/convergence.global.js"></script>`;
const app = `<script>const { connectAnonymously } = Convergence;\n${page}</script>`;
const shown = built([]);

/** A page whose worker runs the application and tells it what comes out. */
const inWorker = (make) => html(`<script>
  const worker = ${make};
  worker.onmessage = ({ data }) => { globalThis.outcome = data; };
  worker.onerror = (event) => { globalThis.outcome = 'failed: ' + event.message; };
  worker.postMessage(Object.fromEntries(new URLSearchParams(location.search)));
</script>`);
const answer = `${run}
onmessage = ({ data: { realtime, id } }) => run(realtime, id).then(postMessage, (error) => postMessage('failed: ' + error.message));`;

const policies = {
  "script-src 'self' 'nonce-a' 'wasm-unsafe-eval'": "default-src 'none'; script-src 'self' 'nonce-a' 'wasm-unsafe-eval'; connect-src *; img-src data:",
  'script-src with a nonce and strict-dynamic': "default-src 'self'; script-src 'nonce-a' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src *; img-src data:",
  "script-src 'self' 'unsafe-eval'": "default-src 'self'; script-src 'self' 'nonce-a' 'unsafe-eval'; connect-src *; img-src data:",
  'require-trusted-types-for script': "default-src 'self'; script-src 'self' 'nonce-a' 'wasm-unsafe-eval'; connect-src *; img-src data:; require-trusted-types-for 'script'",
};

export const setups = [
  { name: 'script tag', short: true, files: { 'index.html': html(global + app) }, run: shown },
  { name: 'script tag, minified', files: { 'index.html': html(global.replace('.js', '.min.js') + app) }, run: shown },
  {
    name: 'script tag, async',
    files: { 'index.html': html(`<script>addEventListener('load', () => { ${app.slice('<script>'.length, -'</script>'.length)} });</script>${global.replace('<script', '<script async')}`) },
    run: shown,
  },
  {
    name: 'script tag, of another origin',
    files: { 'page.txt': '' },
    async run(folder, context) {
      const other = await site(folder, { cors: true });
      fs.writeFileSync(path.join(folder, 'index.html'), html(global.replace('src="', `src="${other.url}/`) + app));
      try {
        await shown(folder, context);
      } finally {
        other.close();
      }
    },
  },
  { name: 'script tag, page from file://', short: true, files: { 'index.html': html(global + app) }, run: (folder, context) => context.drive(pathToFileURL(path.join(folder, 'index.html')).href) },
  { name: 'script build as a module', files: { 'index.html': html(global.replace('<script', '<script type="module"') + app.replace('<script', '<script type="module"')) }, run: shown },
  {
    name: 'script build, fetched and evaluated',
    files: { 'index.html': html(`<script>fetch('${DIST}/convergence.global.js').then((answer) => answer.text()).then((text) => { (0, eval)(text); const { connectAnonymously } = Convergence; ${page} });</script>`) },
    run: shown,
  },
  { name: 'import map, RxJS inside', files: { 'index.html': html(`<script type="importmap">{"imports": {"@convergence-wasm/client": "./${DIST}/convergence.standalone.js"}}</script><script type="module">import { connectAnonymously } from '@convergence-wasm/client';\n${page}</script>`) }, run: shown },
  {
    name: 'AMD, by RequireJS',
    packages: { requirejs: '2.3.8' },
    files: { 'index.html': html(`<script src="node_modules/requirejs/require.js"></script><script>require(['${DIST}/convergence.amd.js'], ({ connectAnonymously }) => { ${page} });</script>`) },
    run: shown,
  },
  { name: 'classic worker, importScripts', files: { 'index.html': inWorker("new Worker('worker.js')"), 'worker.js': `importScripts('${DIST}/convergence.global.js');\nconst { connectAnonymously } = Convergence;\n${answer}` }, run: shown },
  { name: 'module worker', files: { 'index.html': inWorker("new Worker('worker.js', { type: 'module' })"), 'worker.js': `import { connectAnonymously } from './${DIST}/convergence.standalone.js';\n${answer}` }, run: shown },
  { name: 'two copies on one page', files: { 'index.html': html(`${global}<script>globalThis.first = Convergence;</script>${global.replace('.js', '.min.js')}<script>if (first === Convergence) throw new Error('one copy');\nfirst.preload().then(() => { const { connectAnonymously } = Convergence; ${page} });</script>`) }, run: shown },
  ...Object.entries(policies).map(([name, policy]) => ({
    name: `policy: ${name}`,
    files: { 'index.html': html(global.replace('<script', '<script nonce="a"') + app.replace('<script', '<script nonce="a"')) },
    run: built([], '.', { headers: { 'content-security-policy': policy } }),
  })),
];
