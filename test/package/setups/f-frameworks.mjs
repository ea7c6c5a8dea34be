// Frameworks that run an application on a server and in a page.
import { IMPORT, run } from '../app.mjs';
import { built, served } from '../kinds.mjs';

const NEXT = { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1', ws: '8.23.0' };
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
const handler = `${IMPORT}import WebSocket from 'ws';
export const dynamic = 'force-dynamic';
${run}
export async function GET(request) {
  const asked = new URL(request.url).searchParams;
  const value = await run(asked.get('realtime'), asked.get('id'), { webSocket: { class: WebSocket } }).catch((error) => 'failed: ' + error.message);
  return new Response('<script>globalThis.outcome = ' + JSON.stringify(value) + '</script>', { headers: { 'content-type': 'text/html' } });
}
`;
const pages = { 'app/layout.jsx': layout, 'app/page.jsx': `'use client';\n${component}` };
const routes = { 'app/layout.jsx': layout, 'app/page.jsx': 'export default function Page() { return <p>here</p>; }\n', 'app/api/route.js': handler };
const next = (files, flag, place) => ({
  packages: NEXT,
  files,
  run: served((port) => ['next', 'start', '--port', String(port)], [['next', 'build', flag]], place),
});

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
  { name: 'Next 16, Turbopack, route handler', ...next(routes, '--turbopack', 'api') },
  { name: 'Next 16, webpack, client component', ...next(pages, '--webpack') },
  { name: 'Next 16, webpack, route handler', ...next(routes, '--webpack', 'api') },
  react('18.3.1'),
  react('19.3.1'),
];
