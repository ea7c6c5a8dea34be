// Components of Vue and Svelte for esbuild: those in files, and those that a README shows under their names.
import fs from 'node:fs';
import path from 'node:path';
import { compile as compileSvelte } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';
import { here } from '../build.mjs';

const compilers = {
  '.svelte': (source, filename) => compileSvelte(source, { filename, generate: 'client', dev: true }).js.code,
  '.vue': (source, filename) => compileScript(parse(source, { filename }).descriptor, { id: filename, inlineTemplate: true }).content,
};

/** A plugin that compiles components in files. */
export const components = { name: 'components', setup(build) {
  build.onLoad({ filter: /\.(svelte|vue)$/ }, async ({ path: file }) => ({ contents: compilers[path.extname(file)](await fs.promises.readFile(file, 'utf8'), file), resolveDir: path.dirname(file) }));
} };

/** The components of a README, by name. */
export const componentsIn = (readme) => new Map([...readme.matchAll(/^`(\w+\.(?:svelte|vue))`:\n\n```\w+\n(.*?)```/gms)].map(([, name, source]) => [name, source]));

/** A plugin that compiles them; `change` is given the source of each. */
export const componentsOf = (readme, change = (source) => source) => ({ name: 'components of a README', setup(build) {
  const all = componentsIn(readme);
  build.onResolve({ filter: /\.(svelte|vue)$/ }, ({ path: name }) => ({ path: path.basename(name), namespace: 'readme' }));
  build.onLoad({ filter: /.*/, namespace: 'readme' }, ({ path: name }) => ({ contents: compilers[path.extname(name)](change(all.get(name)), name), resolveDir: path.join(here, 'test') }));
} });
