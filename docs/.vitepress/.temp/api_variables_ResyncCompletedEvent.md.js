import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ResyncCompletedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ResyncCompletedEvent.md","filePath":"api/variables/ResyncCompletedEvent.md"}');
const _sfc_main = { name: "api/variables/ResyncCompletedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-resynccompletedevent" tabindex="-1">Variable: ResyncCompletedEvent <a class="header-anchor" href="#variable-resynccompletedevent" aria-label="Permalink to &quot;Variable: ResyncCompletedEvent&quot;">​</a></h1><blockquote><p><strong>ResyncCompletedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ResyncCompletedEvent"><code>ResyncCompletedEvent</code></a>, <code>&quot;resync_completed&quot;</code>, <code>&quot;src&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ResyncCompletedEvent">ResyncCompletedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ResyncCompletedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ResyncCompletedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ResyncCompletedEvent as default
};
