import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelsDownloadStoppedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelsDownloadStoppedEvent.md","filePath":"api/variables/OfflineModelsDownloadStoppedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelsDownloadStoppedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelsdownloadstoppedevent" tabindex="-1">Variable: OfflineModelsDownloadStoppedEvent <a class="header-anchor" href="#variable-offlinemodelsdownloadstoppedevent" aria-label="Permalink to &quot;Variable: OfflineModelsDownloadStoppedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelsDownloadStoppedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../type-aliases/OfflineModelsDownloadStoppedEvent"><code>OfflineModelsDownloadStoppedEvent</code></a>, <code>&quot;offline_models_download_stopped&quot;</code>, <code>&quot;&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../type-aliases/OfflineModelsDownloadStoppedEvent">OfflineModelsDownloadStoppedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelsDownloadStoppedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelsDownloadStoppedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelsDownloadStoppedEvent as default
};
