import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ActivityStateClearedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ActivityStateClearedEvent.md","filePath":"api/variables/ActivityStateClearedEvent.md"}');
const _sfc_main = { name: "api/variables/ActivityStateClearedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-activitystateclearedevent" tabindex="-1">Variable: ActivityStateClearedEvent <a class="header-anchor" href="#variable-activitystateclearedevent" aria-label="Permalink to &quot;Variable: ActivityStateClearedEvent&quot;">​</a></h1><blockquote><p><strong>ActivityStateClearedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ActivityStateClearedEvent"><code>ActivityStateClearedEvent</code></a>, <code>&quot;state_cleared&quot;</code>, <code>&quot;activity user sessionId local oldValues&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ActivityStateClearedEvent">ActivityStateClearedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ActivityStateClearedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivityStateClearedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivityStateClearedEvent as default
};
