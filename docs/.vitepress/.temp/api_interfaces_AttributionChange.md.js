import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AttributionChange","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/AttributionChange.md","filePath":"api/interfaces/AttributionChange.md"}');
const _sfc_main = { name: "api/interfaces/AttributionChange.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-attributionchange" tabindex="-1">Interface: AttributionChange <a class="header-anchor" href="#interface-attributionchange" aria-label="Permalink to &quot;Interface: AttributionChange&quot;">​</a></h1><p>What a listener is told.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="element" tabindex="-1">element <a class="header-anchor" href="#element" aria-label="Permalink to &quot;element&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>element</strong>: <a href="./../classes/RealTimeElement"><code>RealTimeElement</code></a>&lt;<code>any</code>&gt; | <code>null</code></p></blockquote><p>The element that was edited; null when edits of this client have got their version.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/AttributionChange.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AttributionChange = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AttributionChange as default
};
