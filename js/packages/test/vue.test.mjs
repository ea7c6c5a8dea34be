// Components of Vue.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { here } from '../build.mjs';
import { pageOf } from './framework-pages.mjs';
import { testFramework } from './frameworks.mjs';

testFramework({ name: 'vue', script: pageOf('vue') });

test('a server renders what it has, and connects to nothing', async () => {
  const file = path.join(here, 'node_modules', `.server-vue-${process.pid}.mjs`);
  fs.writeFileSync(file, `
    import { createSSRApp, h } from 'vue';
    import { renderToString } from 'vue/server-renderer';
    import { convergence, useDomain, useModel } from ${JSON.stringify(path.join(here, 'vue/dist/index.js'))};
    export let connects = 0;
    const Note = { setup() { const [domain, model] = [useDomain(), useModel('x')]; return () => h('p', [domain.value, model.value].map(String).join()); } };
    export const html = await renderToString(createSSRApp(Note).use(convergence, { connect: () => { connects++; return new Promise(() => {}); } }));
  `);
  try {
    const { html, connects } = await import(file);
    assert.deepEqual([html, connects], ['<p>undefined,undefined</p>', 0]);
  } finally {
    fs.rmSync(file);
  }
});
