import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: Path","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/Path.md","filePath":"api/type-aliases/Path.md"}');
const _sfc_main = { name: "api/type-aliases/Path.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-path" tabindex="-1">Type Alias: Path <a class="header-anchor" href="#type-alias-path" aria-label="Permalink to &quot;Type Alias: Path&quot;">​</a></h1><blockquote><p><strong>Path</strong> = <a href="./PathElement"><code>PathElement</code></a>[]</p></blockquote><p>The way from one element down to another.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/Path.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Path = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Path as default
};
