import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelUpdatedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelUpdatedEvent.md","filePath":"api/variables/OfflineModelUpdatedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelUpdatedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelupdatedevent" tabindex="-1">Variable: OfflineModelUpdatedEvent <a class="header-anchor" href="#variable-offlinemodelupdatedevent" aria-label="Permalink to &quot;Variable: OfflineModelUpdatedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelUpdatedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelUpdatedEvent"><code>OfflineModelUpdatedEvent</code></a>, <code>&quot;offline_model_updated&quot;</code>, <code>&quot;id version permissions&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelUpdatedEvent">OfflineModelUpdatedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelUpdatedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelUpdatedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelUpdatedEvent as default
};
