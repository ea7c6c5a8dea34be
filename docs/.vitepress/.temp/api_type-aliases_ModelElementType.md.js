import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ModelElementType","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ModelElementType.md","filePath":"api/type-aliases/ModelElementType.md"}');
const _sfc_main = { name: "api/type-aliases/ModelElementType.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-modelelementtype" tabindex="-1">Type Alias: ModelElementType <a class="header-anchor" href="#type-alias-modelelementtype" aria-label="Permalink to &quot;Type Alias: ModelElementType&quot;">​</a></h1><blockquote><p><strong>ModelElementType</strong> = <code>&quot;object&quot;</code> | <code>&quot;array&quot;</code> | <code>&quot;string&quot;</code> | <code>&quot;number&quot;</code> | <code>&quot;boolean&quot;</code> | <code>&quot;date&quot;</code> | <code>&quot;null&quot;</code> | <code>&quot;undefined&quot;</code></p></blockquote><p>Names of the types of elements.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ModelElementType.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelElementType = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelElementType as default
};
