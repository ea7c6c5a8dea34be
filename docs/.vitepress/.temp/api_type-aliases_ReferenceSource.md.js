import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ReferenceSource","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ReferenceSource.md","filePath":"api/type-aliases/ReferenceSource.md"}');
const _sfc_main = { name: "api/type-aliases/ReferenceSource.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-referencesource" tabindex="-1">Type Alias: ReferenceSource <a class="header-anchor" href="#type-alias-referencesource" aria-label="Permalink to &quot;Type Alias: ReferenceSource&quot;">​</a></h1><blockquote><p><strong>ReferenceSource</strong> = <a href="./../classes/RealTimeModel"><code>RealTimeModel</code></a> | <a href="./../classes/RealTimeElement"><code>RealTimeElement</code></a></p></blockquote><p>What a reference is on: an element, or the model for element references.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ReferenceSource.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ReferenceSource = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ReferenceSource as default
};
