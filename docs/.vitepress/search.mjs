// What the search of the site finds first. In the browser these are set by theme/index.mjs: in
// the configuration functions would be made from their text there, which the policy of the pages
// forbids.

/** How much a page counts: what is written for readers before what is made from the sources. */
function weight(id) {
  if (id.includes('/api/')) return 0.35;
  if (id.includes('/guide/')) return 1.6;
  return /\/(development|architecture|bridge|package)(#|$)/.test(id) ? 0.6 : 1.2;
}

/** Of MiniSearch. Long sections count almost as much as short ones: tables are long, and hold what is looked for. */
export const searchOptions = { bm25: { k: 1.2, b: 0.3, d: 0.5 }, boostDocument: weight };

/**
 * What is indexed of a page. In the API reference a class has its members, and all else is one
 * entry: hundreds of sections named after parameters would come before everything.
 */
export function render(source, env, md) {
  const html = md.render(source, env);
  if (env.frontmatter?.search === false) return '';
  if (!env.relativePath.startsWith('api/')) return html;
  return html.replaceAll(env.relativePath.startsWith('api/classes/') ? /<(\/?)h[4-6]/g : /<(\/?)h[2-6]/g, '<$1p');
}
