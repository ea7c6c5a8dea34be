import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ActivityStateDeltaEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ActivityStateDeltaEvent.md","filePath":"api/variables/ActivityStateDeltaEvent.md"}');
const _sfc_main = { name: "api/variables/ActivityStateDeltaEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-activitystatedeltaevent" tabindex="-1">Variable: ActivityStateDeltaEvent <a class="header-anchor" href="#variable-activitystatedeltaevent" aria-label="Permalink to &quot;Variable: ActivityStateDeltaEvent&quot;">​</a></h1><blockquote><p><strong>ActivityStateDeltaEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ActivityStateDeltaEvent"><code>ActivityStateDeltaEvent</code></a>, <code>&quot;state_delta&quot;</code>, <code>&quot;activity user sessionId local values complete removed oldValues&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ActivityStateDeltaEvent">ActivityStateDeltaEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ActivityStateDeltaEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivityStateDeltaEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivityStateDeltaEvent as default
};
