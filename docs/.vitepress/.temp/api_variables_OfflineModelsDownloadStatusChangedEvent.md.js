import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelsDownloadStatusChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelsDownloadStatusChangedEvent.md","filePath":"api/variables/OfflineModelsDownloadStatusChangedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelsDownloadStatusChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelsdownloadstatuschangedevent" tabindex="-1">Variable: OfflineModelsDownloadStatusChangedEvent <a class="header-anchor" href="#variable-offlinemodelsdownloadstatuschangedevent" aria-label="Permalink to &quot;Variable: OfflineModelsDownloadStatusChangedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelsDownloadStatusChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelsDownloadStatusChangedEvent"><code>OfflineModelsDownloadStatusChangedEvent</code></a>, <code>&quot;offline_models_download_status_changed&quot;</code>, <code>&quot;modelsToDownload trigger&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelsDownloadStatusChangedEvent">OfflineModelsDownloadStatusChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelsDownloadStatusChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelsDownloadStatusChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelsDownloadStatusChangedEvent as default
};
