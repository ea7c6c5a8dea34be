import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelDownloadedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelDownloadedEvent.md","filePath":"api/variables/OfflineModelDownloadedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelDownloadedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodeldownloadedevent" tabindex="-1">Variable: OfflineModelDownloadedEvent <a class="header-anchor" href="#variable-offlinemodeldownloadedevent" aria-label="Permalink to &quot;Variable: OfflineModelDownloadedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelDownloadedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelDownloadedEvent"><code>OfflineModelDownloadedEvent</code></a>, <code>&quot;offline_model_downloaded&quot;</code>, <code>&quot;id version permissions&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelDownloadedEvent">OfflineModelDownloadedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelDownloadedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelDownloadedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelDownloadedEvent as default
};
