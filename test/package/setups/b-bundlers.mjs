// Bundlers that people run by themselves.
import { html, IMPORT, MODULE_PAGE, page } from '../app.mjs';
import { built, served } from '../kinds.mjs';

const main = { 'main.js': IMPORT + page };
const esbuild = (...options) => [['esbuild', 'main.js', '--bundle', '--outdir=out', ...options], ['cp', 'index.html', 'out/']];
const script = html('<script src="./main.js"></script>');

const webpack = (mode) => `import path from 'node:path';
export default { mode: '${mode}', entry: './main.js', output: { path: path.resolve('out') }, devServer: { static: '.' }, performance: { hints: false } };
`;
const WEBPACK = { webpack: '5.113.0', 'webpack-cli': '7.3.1' };
const RSPACK = { '@rspack/core': '2.3.3', '@rspack/cli': '2.2.8' };
const rspack = (mode) => `import path from 'node:path';
export default { mode: '${mode}', entry: { main: './main.js' }, output: { path: path.resolve('out') }, performance: { hints: false } };
`;
const ROLLUP = { rollup: '4.68.8', '@rollup/plugin-node-resolve': '16.0.3' };
const rollup = (options, output) => `import resolve from '@rollup/plugin-node-resolve';
export default { input: 'main.js', plugins: [resolve(${options})], output: ${output} };
`;
const PARCEL = { parcel: '2.16.4' };

export const setups = [
  { name: 'esbuild, esm', packages: { esbuild: '0.28.2' }, files: { ...main, 'index.html': MODULE_PAGE }, run: built(esbuild('--format=esm'), 'out') },
  { name: 'esbuild, esm with splitting, minified', packages: { esbuild: '0.28.2' }, files: { ...main, 'index.html': MODULE_PAGE }, run: built(esbuild('--format=esm', '--splitting', '--minify'), 'out') },
  { name: 'esbuild, iife', short: true, packages: { esbuild: '0.28.2' }, files: { ...main, 'index.html': script }, run: built(esbuild('--format=iife', '--log-level=error'), 'out') },
  { name: 'Rollup, es', short: true, packages: ROLLUP, files: { ...main, 'index.html': MODULE_PAGE, 'rollup.config.js': rollup('', "{ file: 'out/main.js', format: 'es' }") }, run: built([['rollup', '-c'], ['cp', 'index.html', 'out/']], 'out') },
  { name: 'Rollup, iife', packages: ROLLUP, files: { ...main, 'index.html': script, 'rollup.config.js': rollup('', "{ file: 'out/main.js', format: 'iife' }") }, run: built([['rollup', '-c'], ['cp', 'index.html', 'out/']], 'out') },
  { name: 'Rollup, browser: true', packages: ROLLUP, files: { ...main, 'index.html': MODULE_PAGE, 'rollup.config.js': rollup('{ browser: true }', "{ dir: 'out', format: 'es' }") }, run: built([['rollup', '-c'], ['cp', 'index.html', 'out/']], 'out') },
  { name: 'webpack 5, build', packages: WEBPACK, files: { ...main, 'index.html': script, 'webpack.config.js': webpack('production') }, run: built([['webpack'], ['cp', 'index.html', 'out/']], 'out') },
  { name: 'webpack 5, development server', packages: { ...WEBPACK, 'webpack-dev-server': '6.1.0' }, files: { ...main, 'index.html': script, 'webpack.config.js': webpack('development') }, run: served((port) => ['webpack', 'serve', '--port', String(port)]) },
  { name: 'Rspack, build', packages: RSPACK, files: { ...main, 'index.html': script, 'rspack.config.js': rspack('production') }, run: built([['rspack', 'build'], ['cp', 'index.html', 'out/']], 'out') },
  { name: 'Parcel 2, build', packages: PARCEL, files: { ...main, 'index.html': MODULE_PAGE }, run: built([['parcel', 'build', 'index.html', '--dist-dir', 'out', '--no-cache']], 'out') },
  { name: 'Parcel 2, development server', packages: PARCEL, files: { ...main, 'index.html': MODULE_PAGE }, run: served((port) => ['parcel', 'index.html', '--port', String(port), '--no-cache']) },
];
