import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: configure","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/configure.md","filePath":"api/variables/configure.md"}');
const _sfc_main = { name: "api/variables/configure.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-configure" tabindex="-1">Variable: configure <a class="header-anchor" href="#variable-configure" aria-label="Permalink to &quot;Variable: configure&quot;">​</a></h1><blockquote><p><code>const</code> <strong>configure</strong>: (<code>config</code>) =&gt; <code>void</code> = <code>Convergence.configure</code></p></blockquote><p>See <code>Convergence.configure</code>.</p><p>Sets where the core is loaded from. Throws once it has been started from elsewhere.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="config" tabindex="-1">config <a class="header-anchor" href="#config" aria-label="Permalink to &quot;config&quot;">​</a></h3><p><a href="./../interfaces/IConfiguration"><code>IConfiguration</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/configure.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const configure = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  configure as default
};
