import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: HistoryTransitionEndEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/HistoryTransitionEndEvent.md","filePath":"api/variables/HistoryTransitionEndEvent.md"}');
const _sfc_main = { name: "api/variables/HistoryTransitionEndEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-historytransitionendevent" tabindex="-1">Variable: HistoryTransitionEndEvent <a class="header-anchor" href="#variable-historytransitionendevent" aria-label="Permalink to &quot;Variable: HistoryTransitionEndEvent&quot;">​</a></h1><blockquote><p><strong>HistoryTransitionEndEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/HistoryTransitionEndEvent"><code>HistoryTransitionEndEvent</code></a>, <code>&quot;transition_end&quot;</code>, <code>&quot;src version&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/HistoryTransitionEndEvent">HistoryTransitionEndEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/HistoryTransitionEndEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const HistoryTransitionEndEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  HistoryTransitionEndEvent as default
};
