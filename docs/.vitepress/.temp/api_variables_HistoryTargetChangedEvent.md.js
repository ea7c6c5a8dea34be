import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: HistoryTargetChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/HistoryTargetChangedEvent.md","filePath":"api/variables/HistoryTargetChangedEvent.md"}');
const _sfc_main = { name: "api/variables/HistoryTargetChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-historytargetchangedevent" tabindex="-1">Variable: HistoryTargetChangedEvent <a class="header-anchor" href="#variable-historytargetchangedevent" aria-label="Permalink to &quot;Variable: HistoryTargetChangedEvent&quot;">​</a></h1><blockquote><p><strong>HistoryTargetChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/HistoryTargetChangedEvent"><code>HistoryTargetChangedEvent</code></a>, <code>&quot;target_changed&quot;</code>, <code>&quot;src version&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/HistoryTargetChangedEvent">HistoryTargetChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/HistoryTargetChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const HistoryTargetChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  HistoryTargetChangedEvent as default
};
