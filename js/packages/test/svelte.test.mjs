// Components of Svelte.
import { components } from './components.mjs';
import { testFramework } from './frameworks.mjs';
import { bundle } from './pages.mjs';

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
  `, { plugins: [components] }),
});
