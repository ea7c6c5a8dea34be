import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelsSyncStartedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelsSyncStartedEvent.md","filePath":"api/variables/OfflineModelsSyncStartedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelsSyncStartedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelssyncstartedevent" tabindex="-1">Variable: OfflineModelsSyncStartedEvent <a class="header-anchor" href="#variable-offlinemodelssyncstartedevent" aria-label="Permalink to &quot;Variable: OfflineModelsSyncStartedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelsSyncStartedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelsSyncStartedEvent"><code>OfflineModelsSyncStartedEvent</code></a>, <code>&quot;offline_models_sync_started&quot;</code>, <code>&quot;modelsToSync&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelsSyncStartedEvent">OfflineModelsSyncStartedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelsSyncStartedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelsSyncStartedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelsSyncStartedEvent as default
};
