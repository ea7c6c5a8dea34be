import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IChatHistorySearchOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IChatHistorySearchOptions.md","filePath":"api/interfaces/IChatHistorySearchOptions.md"}');
const _sfc_main = { name: "api/interfaces/IChatHistorySearchOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-ichathistorysearchoptions" tabindex="-1">Interface: IChatHistorySearchOptions <a class="header-anchor" href="#interface-ichathistorysearchoptions" aria-label="Permalink to &quot;Interface: IChatHistorySearchOptions&quot;">​</a></h1><p>Which part of a history to fetch.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="eventfilter" tabindex="-1">eventFilter? <a class="header-anchor" href="#eventfilter" aria-label="Permalink to &quot;eventFilter?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>eventFilter?</strong>: readonly <code>string</code>[]</p></blockquote><p>The types of entries to fetch. Default: all.</p><hr><h3 id="forward" tabindex="-1">forward? <a class="header-anchor" href="#forward" aria-label="Permalink to &quot;forward?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>forward?</strong>: <code>boolean</code></p></blockquote><p>Whether older events come first. Default: false.</p><hr><h3 id="limit" tabindex="-1">limit? <a class="header-anchor" href="#limit" aria-label="Permalink to &quot;limit?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>limit?</strong>: <code>number</code></p></blockquote><p>How many to give at most. Default: what the server deems right.</p><hr><h3 id="offset" tabindex="-1">offset? <a class="header-anchor" href="#offset" aria-label="Permalink to &quot;offset?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>offset?</strong>: <code>number</code></p></blockquote><p>How many to leave out. Default: 0.</p><hr><h3 id="startevent" tabindex="-1">startEvent? <a class="header-anchor" href="#startevent" aria-label="Permalink to &quot;startEvent?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>startEvent?</strong>: <code>number</code></p></blockquote><p>The first event in the direction, inclusive. Default: the newest, or with <code>forward</code> the oldest.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IChatHistorySearchOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IChatHistorySearchOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IChatHistorySearchOptions as default
};
