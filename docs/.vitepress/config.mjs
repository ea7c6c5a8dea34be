// The site that is made of the pages in docs/, as Markdown, and of the API reference that
// build.mjs has TypeDoc write into docs/api/.
import fs from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitepress';
import { render } from './search.mjs';
import { sidebar } from './sidebar.mjs';

const pages = path.resolve(import.meta.dirname, '..');
const sources = 'https://github.com/convergence-wasm/convergence/blob/main/';

/** Links to files of the repository that are not pages become links to where the sources are. */
function linkSources(md) {
  md.core.ruler.push('sources', (state) => {
    const folder = path.dirname(path.join(pages, state.env.relativePath ?? ''));
    for (const { children } of state.tokens) {
      for (const token of children ?? []) {
        const href = token.type === 'link_open' ? token.attrGet('href') : null;
        if (href === null || /^([a-z]+:|#|\/)/.test(href)) continue;
        const target = path.resolve(folder, href.split('#')[0]);
        if (path.relative(pages, target).startsWith('..')) {
          token.attrSet('href', sources + path.relative(path.dirname(pages), target));
        }
      }
    }
  });
}

/** In our pages, what stands in a paragraph between double braces is text and no expression of Vue. */
const literalBraces = (md) => md.core.ruler.push('braces', (state) => {
  for (const token of state.tokens) {
    for (const child of token.children ?? []) {
      if (child.type === 'text') child.content = child.content.replaceAll('{{', '{\u2060{');
    }
  }
});

/** A picture that there is in dark too is shown as the page is. */
function pairPictures(md) {
  const image = md.renderer.rules.image;
  md.renderer.rules.image = (tokens, at, options, env, self) => {
    const token = tokens[at];
    const src = token.attrGet('src');
    const twin = src.replace(/\.png$/, '-dark.png');
    if (twin === src || !fs.existsSync(path.join(pages, path.dirname(env.relativePath ?? ''), twin))) return image(tokens, at, options, env, self);
    const shown = [[src, 'of-light'], [twin, 'of-dark']].map(([src, of]) => {
      token.attrSet('src', src);
      token.attrSet('class', of);
      return image(tokens, at, options, env, self);
    });
    token.attrSet('src', src);
    return shown.join('');
  };
}

export default defineConfig({
  title: 'Convergence',
  description: 'Shared documents for web pages, edited by many at once',
  lang: 'en',
  base: '/docs/',
  outDir: '../web/docs/dist',
  cacheDir: '../build/vitepress',
  srcExclude: ['node_modules/**'],
  cleanUrls: true,
  metaChunk: true, // a script in a file, which the security policy then need not name
  ignoreDeadLinks: 'localhostLinks',
  vite: { build: { chunkSizeWarningLimit: 4000 } }, // the search index is one file, loaded when somebody searches
  head: [['link', { rel: 'icon', href: '/docs/icon.svg', type: 'image/svg+xml' }], ['meta', { name: 'color-scheme', content: 'light dark' }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    config: (md) => { md.use(linkSources); md.use(literalBraces); md.use(pairPictures); },
  },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local', options: { _render: render } },
    nav: [
      { text: 'Guide', link: '/guide/introduction', activeMatch: '^/guide/(?!examples)' },
      { text: 'Examples', link: '/guide/examples' },
      { text: 'Server', link: '/deploying' },
      { text: 'Protocol', link: '/protocol' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: { '/api/': fs.existsSync(path.join(pages, 'api/typedoc-sidebar.json')) ? JSON.parse(fs.readFileSync(path.join(pages, 'api/typedoc-sidebar.json'), 'utf8')) : [], '/': sidebar },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/convergence-wasm/convergence' }],
  },
});
