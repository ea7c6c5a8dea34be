import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelStatusChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelStatusChangedEvent.md","filePath":"api/variables/OfflineModelStatusChangedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelStatusChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelstatuschangedevent" tabindex="-1">Variable: OfflineModelStatusChangedEvent <a class="header-anchor" href="#variable-offlinemodelstatuschangedevent" aria-label="Permalink to &quot;Variable: OfflineModelStatusChangedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelStatusChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelStatusChangedEvent"><code>OfflineModelStatusChangedEvent</code></a>, <code>&quot;offline_model_status_changed&quot;</code>, <code>&quot;id subscribed available synchronized local&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelStatusChangedEvent">OfflineModelStatusChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelStatusChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelStatusChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelStatusChangedEvent as default
};
