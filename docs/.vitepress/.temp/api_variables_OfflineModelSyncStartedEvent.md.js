import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelSyncStartedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelSyncStartedEvent.md","filePath":"api/variables/OfflineModelSyncStartedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelSyncStartedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelsyncstartedevent" tabindex="-1">Variable: OfflineModelSyncStartedEvent <a class="header-anchor" href="#variable-offlinemodelsyncstartedevent" aria-label="Permalink to &quot;Variable: OfflineModelSyncStartedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelSyncStartedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelSyncStartedEvent"><code>OfflineModelSyncStartedEvent</code></a>, <code>&quot;offline_model_sync_started&quot;</code>, <code>&quot;modelId&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelSyncStartedEvent">OfflineModelSyncStartedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelSyncStartedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelSyncStartedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelSyncStartedEvent as default
};
