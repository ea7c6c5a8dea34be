import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: CompiledModule","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/CompiledModule.md","filePath":"api/type-aliases/CompiledModule.md"}');
const _sfc_main = { name: "api/type-aliases/CompiledModule.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-compiledmodule" tabindex="-1">Type Alias: CompiledModule <a class="header-anchor" href="#type-alias-compiledmodule" aria-label="Permalink to &quot;Type Alias: CompiledModule&quot;">​</a></h1><blockquote><p><strong>CompiledModule</strong> = <code>object</code></p></blockquote><p>A <code>WebAssembly.Module</code>. That name is not there for who compiles without lib dom.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/CompiledModule.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CompiledModule = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CompiledModule as default
};
