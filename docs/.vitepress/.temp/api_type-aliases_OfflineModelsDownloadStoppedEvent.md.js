import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: OfflineModelsDownloadStoppedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/OfflineModelsDownloadStoppedEvent.md","filePath":"api/type-aliases/OfflineModelsDownloadStoppedEvent.md"}');
const _sfc_main = { name: "api/type-aliases/OfflineModelsDownloadStoppedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-offlinemodelsdownloadstoppedevent" tabindex="-1">Type Alias: OfflineModelsDownloadStoppedEvent <a class="header-anchor" href="#type-alias-offlinemodelsdownloadstoppedevent" aria-label="Permalink to &quot;Type Alias: OfflineModelsDownloadStoppedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelsDownloadStoppedEvent</strong> = <a href="./../interfaces/IConvergenceEvent"><code>IConvergenceEvent</code></a></p></blockquote><p>All copies were fetched.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/OfflineModelsDownloadStoppedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelsDownloadStoppedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelsDownloadStoppedEvent as default
};
