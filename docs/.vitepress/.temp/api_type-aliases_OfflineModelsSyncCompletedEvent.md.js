import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: OfflineModelsSyncCompletedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/OfflineModelsSyncCompletedEvent.md","filePath":"api/type-aliases/OfflineModelsSyncCompletedEvent.md"}');
const _sfc_main = { name: "api/type-aliases/OfflineModelsSyncCompletedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-offlinemodelssynccompletedevent" tabindex="-1">Type Alias: OfflineModelsSyncCompletedEvent <a class="header-anchor" href="#type-alias-offlinemodelssynccompletedevent" aria-label="Permalink to &quot;Type Alias: OfflineModelsSyncCompletedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelsSyncCompletedEvent</strong> = <a href="./../interfaces/IConvergenceEvent"><code>IConvergenceEvent</code></a></p></blockquote><p>Everything that could be sent has been.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/OfflineModelsSyncCompletedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelsSyncCompletedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelsSyncCompletedEvent as default
};
