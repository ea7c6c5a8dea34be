import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IConfiguration","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IConfiguration.md","filePath":"api/interfaces/IConfiguration.md"}');
const _sfc_main = { name: "api/interfaces/IConfiguration.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-iconfiguration" tabindex="-1">Interface: IConfiguration <a class="header-anchor" href="#interface-iconfiguration" aria-label="Permalink to &quot;Interface: IConfiguration&quot;">​</a></h1><p>Settings of the library itself.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="wasm" tabindex="-1">wasm? <a class="header-anchor" href="#wasm" aria-label="Permalink to &quot;wasm?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>wasm?</strong>: <a href="./../type-aliases/WasmSource"><code>WasmSource</code></a></p></blockquote><p>Where convergence.wasm comes from: a URL, its bytes, or the compiled module. Default: beside the script; where there is none, the copy that the package has as text.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IConfiguration.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IConfiguration = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IConfiguration as default
};
