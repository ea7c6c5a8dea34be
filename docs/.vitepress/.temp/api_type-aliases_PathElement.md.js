import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: PathElement","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/PathElement.md","filePath":"api/type-aliases/PathElement.md"}');
const _sfc_main = { name: "api/type-aliases/PathElement.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-pathelement" tabindex="-1">Type Alias: PathElement <a class="header-anchor" href="#type-alias-pathelement" aria-label="Permalink to &quot;Type Alias: PathElement&quot;">​</a></h1><blockquote><p><strong>PathElement</strong> = <code>string</code> | <code>number</code></p></blockquote><p>A step of a path: the key of a property or the index of an item.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/PathElement.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PathElement = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PathElement as default
};
