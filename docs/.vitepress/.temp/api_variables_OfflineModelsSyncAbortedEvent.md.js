import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelsSyncAbortedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelsSyncAbortedEvent.md","filePath":"api/variables/OfflineModelsSyncAbortedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelsSyncAbortedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelssyncabortedevent" tabindex="-1">Variable: OfflineModelsSyncAbortedEvent <a class="header-anchor" href="#variable-offlinemodelssyncabortedevent" aria-label="Permalink to &quot;Variable: OfflineModelsSyncAbortedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelsSyncAbortedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelsSyncAbortedEvent"><code>OfflineModelsSyncAbortedEvent</code></a>, <code>&quot;offline_models_sync_aborted&quot;</code>, <code>&quot;reason code&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelsSyncAbortedEvent">OfflineModelsSyncAbortedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelsSyncAbortedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelsSyncAbortedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelsSyncAbortedEvent as default
};
