import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ConvergenceEventListener<E>","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ConvergenceEventListener.md","filePath":"api/type-aliases/ConvergenceEventListener.md"}');
const _sfc_main = { name: "api/type-aliases/ConvergenceEventListener.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-convergenceeventlistener-e" tabindex="-1">Type Alias: ConvergenceEventListener&lt;E&gt; <a class="header-anchor" href="#type-alias-convergenceeventlistener-e" aria-label="Permalink to &quot;Type Alias: ConvergenceEventListener\\&lt;E\\&gt;&quot;">​</a></h1><blockquote><p><strong>ConvergenceEventListener</strong>&lt;<code>E</code>&gt; = (<code>event</code>) =&gt; <code>void</code></p></blockquote><p>A function that is called with each event.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="e" tabindex="-1">E <a class="header-anchor" href="#e" aria-label="Permalink to &quot;E&quot;">​</a></h3><p><code>E</code> <em>extends</em> <a href="./../interfaces/IConvergenceEvent"><code>IConvergenceEvent</code></a> = <a href="./../interfaces/IConvergenceEvent"><code>IConvergenceEvent</code></a></p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="event" tabindex="-1">event <a class="header-anchor" href="#event" aria-label="Permalink to &quot;event&quot;">​</a></h3><p><code>E</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ConvergenceEventListener.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConvergenceEventListener = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConvergenceEventListener as default
};
