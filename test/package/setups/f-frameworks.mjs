// Frameworks that run an application on a server and in a page.
import { IMPORT, page, run } from '../app.mjs';
import { built, served } from '../kinds.mjs';
import { node } from '../runtimes.mjs';

const NEXT = { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' };
const WS = { ws: '8.23.0' };
const layout = 'export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n';

/** A component that runs the application once it is shown. */
const component = `${IMPORT}import { useEffect } from 'react';
${run}
export default function App() {
  useEffect(() => {
    const asked = new URLSearchParams(location.search);
    // StrictMode shows everything twice: the second time has a model of its own.
    globalThis.started ??= run(asked.get('realtime'), asked.get('id')).then(
      (value) => { globalThis.outcome = value; },
      (error) => { globalThis.outcome = 'failed: ' + error.message; },
    );
  }, []);
  return <p>app</p>;
}
`;

/** A route handler that runs the application on the server. */
const handler = (lines, options) => `${IMPORT}${lines}
export const dynamic = 'force-dynamic';
${run}
export async function GET(request) {
  const asked = new URL(request.url).searchParams;
  const value = await run(asked.get('realtime'), asked.get('id'), ${options}).catch((error) => 'failed: ' + error.message);
  return new Response('<script>globalThis.outcome = ' + JSON.stringify(value) + '</script>', { headers: { 'content-type': 'text/html' } });
}
`;
const pages = { 'app/layout.jsx': layout, 'app/page.jsx': `'use client';\n${component}` };
const route = (text) => ({ 'app/layout.jsx': layout, 'app/page.jsx': 'export default function Page() { return <p>here</p>; }\n', 'app/api/route.js': text });
const withWs = route(handler("import WebSocket from 'ws';\n", '{ webSocket: { class: WebSocket } }'));
const withoutWs = route(handler('', 'undefined'));
const next = (files, flag, place, packages = {}) => ({
  packages: { ...NEXT, ...packages },
  files,
  run: served((port) => ['next', 'start', '--port', String(port)], [['next', 'build', flag]], place),
});

const NODE_22 = node('22.23.3');
const onNode22 = ([command, ...args]) => ['node', `node_modules/${command}`, ...args];
/** Node 22 has a WebSocket. Next breaks the one of ws when webpack puts it into the bundle. */
const nextOnNode22 = (flag) => ({
  packages: { ...NEXT, ...NODE_22?.packages },
  files: withoutWs,
  runtime: NODE_22?.name,
  run: served((port) => onNode22(['next/dist/bin/next', 'start', '--port', String(port)]), [onNode22(['next/dist/bin/next', 'build', flag])], 'api'),
});
const astro = {
  name: 'Astro 7',
  packages: { astro: '7.3.5', ...NODE_22?.packages },
  files: {
    'src/pages/index.astro': `---\n---\n<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body><script>\n${IMPORT}${page}</script></body></html>\n`,
  },
  runtime: NODE_22?.name,
  run: built([['env', 'ASTRO_TELEMETRY_DISABLED=1', 'node_modules/.bin/node', 'node_modules/.bin/astro', 'build']], 'dist'),
};

const react = (version) => ({
  name: `React ${version.split('.')[0]} in StrictMode, by Vite 8`,
  packages: { react: version, 'react-dom': version, vite: '8.3.8' },
  files: {
    'index.html': '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="./main.jsx"></script>',
    'main.jsx': "import React, { StrictMode } from 'react';\nimport { createRoot } from 'react-dom/client';\nimport App from './app.jsx';\ncreateRoot(document.getElementById('root')).render(<StrictMode><App /></StrictMode>);\n",
    'app.jsx': component,
  },
  run: built([['vite', 'build']], 'dist'),
});

export const setups = [
  { name: 'Next 16, Turbopack, client component', ...next(pages, '--turbopack') },
  { name: 'Next 16, Turbopack, route handler with ws', ...next(withWs, '--turbopack', 'api', WS) },
  { name: 'Next 16, webpack, client component', ...next(pages, '--webpack') },
  ...(NODE_22 === null ? [] : [
    { name: 'Next 16, Turbopack, route handler', ...nextOnNode22('--turbopack') },
    { name: 'Next 16, webpack, route handler', ...nextOnNode22('--webpack') },
    astro,
  ]),
  react('18.3.1'),
  react('19.3.1'),
];
