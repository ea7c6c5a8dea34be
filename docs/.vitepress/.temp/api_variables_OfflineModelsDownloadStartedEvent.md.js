import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelsDownloadStartedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelsDownloadStartedEvent.md","filePath":"api/variables/OfflineModelsDownloadStartedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelsDownloadStartedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelsdownloadstartedevent" tabindex="-1">Variable: OfflineModelsDownloadStartedEvent <a class="header-anchor" href="#variable-offlinemodelsdownloadstartedevent" aria-label="Permalink to &quot;Variable: OfflineModelsDownloadStartedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelsDownloadStartedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelsDownloadStartedEvent"><code>OfflineModelsDownloadStartedEvent</code></a>, <code>&quot;offline_models_download_started&quot;</code>, <code>&quot;modelsToDownload&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelsDownloadStartedEvent">OfflineModelsDownloadStartedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelsDownloadStartedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelsDownloadStartedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelsDownloadStartedEvent as default
};
