// Components of Svelte.
import fs from 'node:fs';
import path from 'node:path';
import { compile } from 'svelte/compiler';
import { here } from '../build.mjs';
import { testFramework } from './frameworks.mjs';
import { bundle } from './pages.mjs';

const svelte = { name: 'svelte', setup(build) {
  build.onLoad({ filter: /\.svelte$/ }, async ({ path: file }) => {
    const { js, warnings } = compile(await fs.promises.readFile(file, 'utf8'), { filename: file, generate: 'client', dev: true });
    return { contents: js.code, resolveDir: path.dirname(file), warnings: warnings.map(({ message }) => ({ text: message })) };
  });
} };

testFramework({
  name: 'svelte',
  script: bundle(`
    import { flushSync, mount, unmount } from 'svelte';
    import Page from './svelte/Page.svelte';
    globalThis.App = { renders: {}, errors: [], count(name, value) { App.renders[name] = (App.renders[name] ?? 0) + 1; return value; } };
    App.start = (target) => {
      const page = mount(Page, { target });
      App.end = () => {
        unmount(page);
        App.end = null;
      };
      flushSync();
    };
  `, { plugins: [svelte] }),
});
