import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ModelReferenceType","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ModelReferenceType.md","filePath":"api/type-aliases/ModelReferenceType.md"}');
const _sfc_main = { name: "api/type-aliases/ModelReferenceType.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-modelreferencetype" tabindex="-1">Type Alias: ModelReferenceType <a class="header-anchor" href="#type-alias-modelreferencetype" aria-label="Permalink to &quot;Type Alias: ModelReferenceType&quot;">​</a></h1><blockquote><p><strong>ModelReferenceType</strong> = <code>&quot;index&quot;</code> | <code>&quot;range&quot;</code> | <code>&quot;property&quot;</code> | <code>&quot;element&quot;</code></p></blockquote><p>Names of the kinds of references.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ModelReferenceType.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelReferenceType = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelReferenceType as default
};
