import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Author","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/Author.md","filePath":"api/interfaces/Author.md"}');
const _sfc_main = { name: "api/interfaces/Author.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-author" tabindex="-1">Interface: Author <a class="header-anchor" href="#interface-author" aria-label="Permalink to &quot;Interface: Author&quot;">​</a></h1><p>By whom something is, and since when.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./EntryAuthor"><code>EntryAuthor</code></a></li><li><a href="./PropertyAuthor"><code>PropertyAuthor</code></a></li><li><a href="./TextAuthor"><code>TextAuthor</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="pending" tabindex="-1">pending <a class="header-anchor" href="#pending" aria-label="Permalink to &quot;pending&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>pending</strong>: <code>boolean</code></p></blockquote><p>Whether it is an edit of this client that the server has not acknowledged yet.</p><hr><h3 id="sessionid" tabindex="-1">sessionId <a class="header-anchor" href="#sessionid" aria-label="Permalink to &quot;sessionId&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sessionId</strong>: <code>string</code> | <code>undefined</code></p></blockquote><p>The session that has done it, as far as the user is known.</p><hr><h3 id="time" tabindex="-1">time <a class="header-anchor" href="#time" aria-label="Permalink to &quot;time&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>time</strong>: <code>Date</code> | <code>undefined</code></p></blockquote><p>When the server had it; of a pending edit when it was made. Undefined for what is older than the history.</p><hr><h3 id="user" tabindex="-1">user <a class="header-anchor" href="#user" aria-label="Permalink to &quot;user&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>user</strong>: <a href="./../classes/DomainUser"><code>DomainUser</code></a> | <code>undefined</code></p></blockquote><p>Who has done it. Undefined for what the model was created with, of which the history does not say who did it, and for what is older than the history.</p><hr><h3 id="version" tabindex="-1">version <a class="header-anchor" href="#version" aria-label="Permalink to &quot;version&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>version</strong>: <code>number</code> | <code>undefined</code></p></blockquote><p>The version that came of it. Undefined for a pending edit, and for what is older than the history.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/Author.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Author = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Author as default
};
