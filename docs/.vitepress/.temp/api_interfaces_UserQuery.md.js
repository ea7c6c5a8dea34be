import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: UserQuery","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/UserQuery.md","filePath":"api/interfaces/UserQuery.md"}');
const _sfc_main = { name: "api/interfaces/UserQuery.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-userquery" tabindex="-1">Interface: UserQuery <a class="header-anchor" href="#interface-userquery" aria-label="Permalink to &quot;Interface: UserQuery&quot;">​</a></h1><p>A search for users.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="fields" tabindex="-1">fields <a class="header-anchor" href="#fields" aria-label="Permalink to &quot;fields&quot;">​</a></h3><blockquote><p><strong>fields</strong>: <a href="./../type-aliases/UserField"><code>UserField</code></a> | <a href="./../type-aliases/UserField"><code>UserField</code></a>[]</p></blockquote><p>The fields to look into.</p><hr><h3 id="limit" tabindex="-1">limit? <a class="header-anchor" href="#limit" aria-label="Permalink to &quot;limit?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>limit?</strong>: <code>number</code></p></blockquote><p>How many to give at most. Default: what the server deems right.</p><hr><h3 id="offset" tabindex="-1">offset? <a class="header-anchor" href="#offset" aria-label="Permalink to &quot;offset?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>offset?</strong>: <code>number</code></p></blockquote><p>How many to leave out. Default: 0.</p><hr><h3 id="orderby" tabindex="-1">orderBy? <a class="header-anchor" href="#orderby" aria-label="Permalink to &quot;orderBy?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>orderBy?</strong>: <a href="./OrderBy"><code>OrderBy</code></a></p></blockquote><p>Default: ascending by username.</p><hr><h3 id="term" tabindex="-1">term <a class="header-anchor" href="#term" aria-label="Permalink to &quot;term&quot;">​</a></h3><blockquote><p><strong>term</strong>: <code>string</code></p></blockquote><p>What one of the fields must contain.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/UserQuery.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserQuery = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserQuery as default
};
