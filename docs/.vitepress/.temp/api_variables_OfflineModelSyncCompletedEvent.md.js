import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelSyncCompletedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelSyncCompletedEvent.md","filePath":"api/variables/OfflineModelSyncCompletedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelSyncCompletedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelsynccompletedevent" tabindex="-1">Variable: OfflineModelSyncCompletedEvent <a class="header-anchor" href="#variable-offlinemodelsynccompletedevent" aria-label="Permalink to &quot;Variable: OfflineModelSyncCompletedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelSyncCompletedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelSyncCompletedEvent"><code>OfflineModelSyncCompletedEvent</code></a>, <code>&quot;offline_model_sync_completed&quot;</code>, <code>&quot;modelId&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelSyncCompletedEvent">OfflineModelSyncCompletedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelSyncCompletedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelSyncCompletedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelSyncCompletedEvent as default
};
