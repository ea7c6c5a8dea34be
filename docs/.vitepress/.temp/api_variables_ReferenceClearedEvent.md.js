import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ReferenceClearedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ReferenceClearedEvent.md","filePath":"api/variables/ReferenceClearedEvent.md"}');
const _sfc_main = { name: "api/variables/ReferenceClearedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-referenceclearedevent" tabindex="-1">Variable: ReferenceClearedEvent <a class="header-anchor" href="#variable-referenceclearedevent" aria-label="Permalink to &quot;Variable: ReferenceClearedEvent&quot;">​</a></h1><blockquote><p><strong>ReferenceClearedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ReferenceClearedEvent"><code>ReferenceClearedEvent</code></a>&lt;<code>any</code>&gt;, <code>&quot;cleared&quot;</code>, <code>&quot;src oldValues oldValue&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ReferenceClearedEvent">ReferenceClearedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ReferenceClearedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ReferenceClearedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ReferenceClearedEvent as default
};
