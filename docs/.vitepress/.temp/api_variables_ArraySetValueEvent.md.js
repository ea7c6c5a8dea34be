import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ArraySetValueEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ArraySetValueEvent.md","filePath":"api/variables/ArraySetValueEvent.md"}');
const _sfc_main = { name: "api/variables/ArraySetValueEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-arraysetvalueevent" tabindex="-1">Variable: ArraySetValueEvent <a class="header-anchor" href="#variable-arraysetvalueevent" aria-label="Permalink to &quot;Variable: ArraySetValueEvent&quot;">​</a></h1><blockquote><p><strong>ArraySetValueEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ArraySetValueEvent"><code>ArraySetValueEvent</code></a>&lt;<code>any</code>&gt;, <code>&quot;value&quot;</code>, <code>&quot;element user sessionId local&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ArraySetValueEvent">ArraySetValueEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ArraySetValueEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ArraySetValueEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ArraySetValueEvent as default
};
