// The pages of the tests of frameworks; see frameworks.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { here } from '../build.mjs';
import { components } from './components.mjs';
import { bundle } from './pages.mjs';

const read = (file) => fs.readFileSync(path.join(here, 'test', file), 'utf8');
const pages = {
  react: () => bundle(read('react-page.jsx')),
  vue: () => bundle(read('vue-page.mjs'), { define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' } }),
  svelte: () => bundle(read('svelte/page.mjs'), { plugins: [components] }),
};

/** The module of the page of one. */
export const pageOf = (framework) => pages[framework]();
