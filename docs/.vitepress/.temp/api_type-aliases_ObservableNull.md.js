import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ObservableNull","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ObservableNull.md","filePath":"api/type-aliases/ObservableNull.md"}');
const _sfc_main = { name: "api/type-aliases/ObservableNull.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-observablenull" tabindex="-1">Type Alias: ObservableNull <a class="header-anchor" href="#type-alias-observablenull" aria-label="Permalink to &quot;Type Alias: ObservableNull&quot;">​</a></h1><blockquote><p><strong>ObservableNull</strong> = <a href="./../interfaces/ObservableElement"><code>ObservableElement</code></a>&lt;<code>null</code>&gt;</p></blockquote><p>The value null.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ObservableNull.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ObservableNull = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ObservableNull as default
};
