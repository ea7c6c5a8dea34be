import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: AnyReference","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/AnyReference.md","filePath":"api/type-aliases/AnyReference.md"}');
const _sfc_main = { name: "api/type-aliases/AnyReference.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-anyreference" tabindex="-1">Type Alias: AnyReference <a class="header-anchor" href="#type-alias-anyreference" aria-label="Permalink to &quot;Type Alias: AnyReference&quot;">​</a></h1><blockquote><p><strong>AnyReference</strong> = <a href="./../classes/ModelReference"><code>ModelReference</code></a>&lt;<code>any</code>&gt;</p></blockquote><p>A reference of any kind.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/AnyReference.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AnyReference = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AnyReference as default
};
