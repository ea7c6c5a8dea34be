import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelSyncErrorEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelSyncErrorEvent.md","filePath":"api/variables/OfflineModelSyncErrorEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelSyncErrorEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelsyncerrorevent" tabindex="-1">Variable: OfflineModelSyncErrorEvent <a class="header-anchor" href="#variable-offlinemodelsyncerrorevent" aria-label="Permalink to &quot;Variable: OfflineModelSyncErrorEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelSyncErrorEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelSyncErrorEvent"><code>OfflineModelSyncErrorEvent</code></a>, <code>&quot;offline_model_sync_error&quot;</code>, <code>&quot;modelId message model&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelSyncErrorEvent">OfflineModelSyncErrorEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelSyncErrorEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelSyncErrorEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelSyncErrorEvent as default
};
