import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ReferenceFilter","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ReferenceFilter.md","filePath":"api/interfaces/ReferenceFilter.md"}');
const _sfc_main = { name: "api/interfaces/ReferenceFilter.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-referencefilter" tabindex="-1">Interface: ReferenceFilter <a class="header-anchor" href="#interface-referencefilter" aria-label="Permalink to &quot;Interface: ReferenceFilter&quot;">​</a></h1><p>Selects references; a missing property selects all.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="key" tabindex="-1">key? <a class="header-anchor" href="#key" aria-label="Permalink to &quot;key?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>key?</strong>: <code>string</code></p></blockquote><p>Only those with this key.</p><hr><h3 id="sessionid" tabindex="-1">sessionId? <a class="header-anchor" href="#sessionid" aria-label="Permalink to &quot;sessionId?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>sessionId?</strong>: <code>string</code></p></blockquote><p>Only those of this session.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ReferenceFilter.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ReferenceFilter = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ReferenceFilter as default
};
