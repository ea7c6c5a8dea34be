// Programs: Node, what else runs them, bundled for Node, and test runners.
import { IMPORT, program, run } from '../app.mjs';
import { executed } from '../kinds.mjs';
import { bun, deno, node } from '../runtimes.mjs';

const runtime = `Node ${process.versions.node}`;
const WS = { ws: '8.23.0' };
const withWs = `import WebSocket from 'ws';\n`;
const REQUIRE = "const { connectAnonymously } = require('@convergence-wasm/client');\nconst WebSocket = require('ws');\n";
const CLASS = '{ webSocket: { class: WebSocket } }';
const bundled = (format) => [['esbuild', 'main.js', '--bundle', '--platform=node', `--format=${format}`, `--outfile=out.${format === 'cjs' ? 'cjs' : 'mjs'}`, '--log-level=error',
  ...(format === 'esm' ? ['--external:ws'] : [])]];
const spec = (api) => `${run}
test('an application', async () => {
  ${api}(await run(process.env.REALTIME, process.env.MODEL, ${CLASS})).toBe('written and heard');
  process.stdout.write('written and heard\\n');
}, 20000);
`;

/** Node of other versions than the one that runs the tests. From 22 on it has a WebSocket. */
const others = ['20.20.2', '22.23.3', '24.21.0'].map(node).filter((other) => other !== null && other.major !== Number(process.versions.node.split('.')[0]));
const versions = others.flatMap(({ major, name, packages }) => [
  { name: `Node ${major}, import, ws by class`, packages: { ...WS, ...packages }, files: { 'main.mjs': IMPORT + withWs + program(CLASS) }, runtime: name, run: executed(['node', 'main.mjs']) },
  { name: `Node ${major}, require, ws by class`, packages: { ...WS, ...packages }, files: { 'main.cjs': REQUIRE + program(CLASS) }, runtime: name, run: executed(['node', 'main.cjs']) },
  ...(major < 22 ? [] : [{ name: `Node ${major}, its own WebSocket`, packages, files: { 'main.mjs': IMPORT + program('undefined') }, runtime: name, run: executed(['node', 'main.mjs']) }]),
]);
const hosts = [bun('1.4.5'), deno('2.9.6')].filter((host) => host !== null).flatMap(({ name, runtime, packages, command }) => [
  { name: `${name}, import`, packages, files: { 'main.mjs': IMPORT + program('undefined') }, runtime, run: executed([...command, 'main.mjs']) },
  { name: `${name}, require`, packages, files: { 'main.cjs': REQUIRE.split('\n')[0] + '\n' + program('undefined') }, runtime, run: executed([...command, 'main.cjs']) },
]);

export const setups = [
  { name: 'Node, import, ws by class', short: true, packages: WS, files: { 'main.mjs': IMPORT + withWs + program(CLASS) }, runtime, run: executed(['node', 'main.mjs']) },
  { name: 'Node, require, ws by class', short: true, packages: WS, files: { 'main.cjs': REQUIRE + program(CLASS) }, runtime, run: executed(['node', 'main.cjs']) },
  { name: 'Node, import, ws by a factory of one argument', packages: WS, files: { 'main.mjs': IMPORT + withWs + program("{ webSocket: { factory: (url) => new WebSocket(url, 'convergence.v1.msgpack') } }") }, runtime, run: executed(['node', 'main.mjs']) },
  { name: 'Node, import, ws by a factory of two', packages: WS, files: { 'main.mjs': IMPORT + withWs + program('{ webSocket: { factory: (url, protocol) => new WebSocket(url, protocol) } }') }, runtime, run: executed(['node', 'main.mjs']) },
  { name: 'Node, import of /inline', packages: WS, files: { 'main.mjs': IMPORT.replace('client', 'client/inline') + withWs + program(CLASS) }, runtime, run: executed(['node', 'main.mjs']) },
  { name: 'Node, import of /global', packages: WS, files: { 'main.mjs': `import '@convergence-wasm/client/global';\n${withWs}const { connectAnonymously } = Convergence;\n${program(CLASS)}` }, runtime, run: executed(['node', 'main.mjs']) },
  { name: 'Node, rxjs 6.6.7', packages: { ...WS, rxjs: '6.6.7' }, files: { 'main.mjs': IMPORT + withWs + program(CLASS) }, runtime, run: executed(['node', 'main.mjs']) },
  { name: 'Node, rxjs 7.8.1', packages: { ...WS, rxjs: '7.8.1' }, files: { 'main.mjs': IMPORT + withWs + program(CLASS) }, runtime, run: executed(['node', 'main.mjs']) },
  { name: 'Node, a global by require, rxjs 6.6.7', packages: { ...WS, rxjs: '6.6.7' }, files: { 'main.cjs': `require('@convergence-wasm/client/global');\nconst WebSocket = require('ws');\nconst { connectAnonymously } = Convergence;\n${program(CLASS)}` }, runtime, run: executed(['node', 'main.cjs']) },
  ...versions,
  ...hosts,
  { name: 'esbuild for Node, cjs', packages: { ...WS, esbuild: '0.28.2' }, files: { 'main.js': IMPORT + withWs + program(CLASS) }, runtime, run: executed(['node', 'out.cjs'], bundled('cjs')) },
  { name: 'esbuild for Node, esm', packages: { ...WS, esbuild: '0.28.2' }, files: { 'main.js': IMPORT + withWs + program(CLASS) }, runtime, run: executed(['node', 'out.mjs'], bundled('esm')) },
  { name: 'Jest', packages: { ...WS, jest: '30.5.2' }, manifest: { type: 'commonjs' }, files: { 'app.test.js': REQUIRE + spec('expect') }, runtime, run: executed(['jest']) },
  { name: 'Vitest', packages: { ...WS, vitest: '5.1.1', vite: '8.3.8' }, files: { 'app.test.js': `import { expect, test } from 'vitest';\n${IMPORT}${withWs}${spec('expect')}` }, runtime, run: executed(['vitest', 'run']) },
];
