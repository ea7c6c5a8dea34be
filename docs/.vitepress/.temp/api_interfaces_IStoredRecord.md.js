import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IStoredRecord","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IStoredRecord.md","filePath":"api/interfaces/IStoredRecord.md"}');
const _sfc_main = { name: "api/interfaces/IStoredRecord.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-istoredrecord" tabindex="-1">Interface: IStoredRecord <a class="header-anchor" href="#interface-istoredrecord" aria-label="Permalink to &quot;Interface: IStoredRecord&quot;">​</a></h1><p>One entry of a store.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="key" tabindex="-1">key <a class="header-anchor" href="#key" aria-label="Permalink to &quot;key&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>key</strong>: <code>Uint8Array</code></p></blockquote><p>What the record is found by.</p><hr><h3 id="value" tabindex="-1">value <a class="header-anchor" href="#value" aria-label="Permalink to &quot;value&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>value</strong>: <code>Uint8Array</code></p></blockquote><p>What it holds.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IStoredRecord.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IStoredRecord = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IStoredRecord as default
};
