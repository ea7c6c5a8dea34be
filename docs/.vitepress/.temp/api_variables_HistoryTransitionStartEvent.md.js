import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: HistoryTransitionStartEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/HistoryTransitionStartEvent.md","filePath":"api/variables/HistoryTransitionStartEvent.md"}');
const _sfc_main = { name: "api/variables/HistoryTransitionStartEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-historytransitionstartevent" tabindex="-1">Variable: HistoryTransitionStartEvent <a class="header-anchor" href="#variable-historytransitionstartevent" aria-label="Permalink to &quot;Variable: HistoryTransitionStartEvent&quot;">​</a></h1><blockquote><p><strong>HistoryTransitionStartEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/HistoryTransitionStartEvent"><code>HistoryTransitionStartEvent</code></a>, <code>&quot;transition_start&quot;</code>, <code>&quot;src version&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/HistoryTransitionStartEvent">HistoryTransitionStartEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/HistoryTransitionStartEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const HistoryTransitionStartEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  HistoryTransitionStartEvent as default
};
