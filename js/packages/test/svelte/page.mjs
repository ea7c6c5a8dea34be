// What runs in the page of the tests of Svelte: the components beside this file, which use every function.
import { flushSync, mount, unmount } from 'svelte';
import Page from './svelte/Page.svelte';

globalThis.App = { renders: {}, errors: [], count(name, value) {
  App.renders[name] = (App.renders[name] ?? 0) + 1;
  return value;
} };
App.start = (target) => {
  const page = mount(Page, { target });
  App.end = () => {
    unmount(page);
    App.end = null;
  };
  flushSync();
};
