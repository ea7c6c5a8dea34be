import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: SavedState","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/SavedState.md","filePath":"api/type-aliases/SavedState.md"}');
const _sfc_main = { name: "api/type-aliases/SavedState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-savedstate" tabindex="-1">Type Alias: SavedState <a class="header-anchor" href="#type-alias-savedstate" aria-label="Permalink to &quot;Type Alias: SavedState&quot;">​</a></h1><blockquote><p><strong>SavedState</strong> = <code>&quot;unsaved&quot;</code> | <code>&quot;device&quot;</code> | <code>&quot;server&quot;</code></p></blockquote><p>Where edits are: in this page only, in the browser&#39;s store as well, or at the server.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/SavedState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SavedState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SavedState as default
};
