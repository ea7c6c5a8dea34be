import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelsSyncProgressEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelsSyncProgressEvent.md","filePath":"api/variables/OfflineModelsSyncProgressEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelsSyncProgressEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelssyncprogressevent" tabindex="-1">Variable: OfflineModelsSyncProgressEvent <a class="header-anchor" href="#variable-offlinemodelssyncprogressevent" aria-label="Permalink to &quot;Variable: OfflineModelsSyncProgressEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelsSyncProgressEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelsSyncProgressEvent"><code>OfflineModelsSyncProgressEvent</code></a>, <code>&quot;offline_models_sync_progress&quot;</code>, <code>&quot;modelsToSync&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelsSyncProgressEvent">OfflineModelsSyncProgressEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelsSyncProgressEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelsSyncProgressEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelsSyncProgressEvent as default
};
