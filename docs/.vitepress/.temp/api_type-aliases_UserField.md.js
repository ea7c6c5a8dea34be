import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: UserField","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/UserField.md","filePath":"api/type-aliases/UserField.md"}');
const _sfc_main = { name: "api/type-aliases/UserField.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-userfield" tabindex="-1">Type Alias: UserField <a class="header-anchor" href="#type-alias-userfield" aria-label="Permalink to &quot;Type Alias: UserField&quot;">​</a></h1><blockquote><p><strong>UserField</strong> = <code>&quot;username&quot;</code> | <code>&quot;email&quot;</code> | <code>&quot;firstName&quot;</code> | <code>&quot;lastName&quot;</code> | <code>&quot;displayName&quot;</code></p></blockquote><p>What users can be searched and ordered by.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/UserField.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserField = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserField as default
};
