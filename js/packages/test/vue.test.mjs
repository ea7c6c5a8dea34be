// Components of Vue.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { here } from '../build.mjs';
import { testFramework } from './frameworks.mjs';
import { bundle } from './pages.mjs';

const define = { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' };
testFramework({ name: 'vue', script: bundle(fs.readFileSync(path.join(here, 'test/vue-page.mjs'), 'utf8'), { define }) });

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
