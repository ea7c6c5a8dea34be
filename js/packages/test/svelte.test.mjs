// Components of Svelte.
import { pageOf } from './framework-pages.mjs';
import { testFramework } from './frameworks.mjs';

testFramework({ name: 'svelte', script: pageOf('svelte') });
