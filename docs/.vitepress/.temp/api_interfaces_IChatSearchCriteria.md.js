import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IChatSearchCriteria","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IChatSearchCriteria.md","filePath":"api/interfaces/IChatSearchCriteria.md"}');
const _sfc_main = { name: "api/interfaces/IChatSearchCriteria.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-ichatsearchcriteria" tabindex="-1">Interface: IChatSearchCriteria <a class="header-anchor" href="#interface-ichatsearchcriteria" aria-label="Permalink to &quot;Interface: IChatSearchCriteria&quot;">​</a></h1><p>A search for chats.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="limit" tabindex="-1">limit? <a class="header-anchor" href="#limit" aria-label="Permalink to &quot;limit?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>limit?</strong>: <code>number</code></p></blockquote><p>How many to give at most. Default: what the server deems right.</p><hr><h3 id="membership" tabindex="-1">membership? <a class="header-anchor" href="#membership" aria-label="Permalink to &quot;membership?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>membership?</strong>: <a href="./../type-aliases/ChatMembership"><code>ChatMembership</code></a></p></blockquote><p>Default: both.</p><hr><h3 id="offset" tabindex="-1">offset? <a class="header-anchor" href="#offset" aria-label="Permalink to &quot;offset?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>offset?</strong>: <code>number</code></p></blockquote><p>How many to leave out. Default: 0.</p><hr><h3 id="searchfields" tabindex="-1">searchFields? <a class="header-anchor" href="#searchfields" aria-label="Permalink to &quot;searchFields?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>searchFields?</strong>: (<code>&quot;name&quot;</code> | <code>&quot;id&quot;</code> | <code>&quot;topic&quot;</code>)[]</p></blockquote><p>The fields to look into. Default: all.</p><hr><h3 id="searchterm" tabindex="-1">searchTerm? <a class="header-anchor" href="#searchterm" aria-label="Permalink to &quot;searchTerm?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>searchTerm?</strong>: <code>string</code></p></blockquote><p>What one of the fields must contain.</p><hr><h3 id="types" tabindex="-1">types? <a class="header-anchor" href="#types" aria-label="Permalink to &quot;types?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>types?</strong>: <a href="./../type-aliases/ChatType"><code>ChatType</code></a>[]</p></blockquote><p>Default: all.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IChatSearchCriteria.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IChatSearchCriteria = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IChatSearchCriteria as default
};
