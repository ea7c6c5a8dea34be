import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: preload","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/preload.md","filePath":"api/variables/preload.md"}');
const _sfc_main = { name: "api/variables/preload.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-preload" tabindex="-1">Variable: preload <a class="header-anchor" href="#variable-preload" aria-label="Permalink to &quot;Variable: preload&quot;">​</a></h1><blockquote><p><code>const</code> <strong>preload</strong>: () =&gt; <code>Promise</code>&lt;<code>void</code>&gt; = <code>Convergence.preload</code></p></blockquote><p>See <code>Convergence.preload</code>.</p><p>Loads and starts the core without connecting, as while a name is asked for: the first connect does not wait for it then. Rejects when that fails, and connecting tries again.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<code>void</code>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/preload.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const preload = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  preload as default
};
