import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ObservableBoolean","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ObservableBoolean.md","filePath":"api/type-aliases/ObservableBoolean.md"}');
const _sfc_main = { name: "api/type-aliases/ObservableBoolean.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-observableboolean" tabindex="-1">Type Alias: ObservableBoolean <a class="header-anchor" href="#type-alias-observableboolean" aria-label="Permalink to &quot;Type Alias: ObservableBoolean&quot;">​</a></h1><blockquote><p><strong>ObservableBoolean</strong> = <a href="./../interfaces/ObservableElement"><code>ObservableElement</code></a>&lt;<code>boolean</code>&gt;</p></blockquote><p>True or false.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ObservableBoolean.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ObservableBoolean = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ObservableBoolean as default
};
