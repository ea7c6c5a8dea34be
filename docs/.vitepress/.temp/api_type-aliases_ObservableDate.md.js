import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ObservableDate","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ObservableDate.md","filePath":"api/type-aliases/ObservableDate.md"}');
const _sfc_main = { name: "api/type-aliases/ObservableDate.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-observabledate" tabindex="-1">Type Alias: ObservableDate <a class="header-anchor" href="#type-alias-observabledate" aria-label="Permalink to &quot;Type Alias: ObservableDate&quot;">​</a></h1><blockquote><p><strong>ObservableDate</strong> = <a href="./../interfaces/ObservableElement"><code>ObservableElement</code></a>&lt;<code>Date</code>&gt;</p></blockquote><p>A moment.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ObservableDate.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ObservableDate = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ObservableDate as default
};
