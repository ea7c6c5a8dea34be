import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ActivityStateRejectedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ActivityStateRejectedEvent.md","filePath":"api/variables/ActivityStateRejectedEvent.md"}');
const _sfc_main = { name: "api/variables/ActivityStateRejectedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-activitystaterejectedevent" tabindex="-1">Variable: ActivityStateRejectedEvent <a class="header-anchor" href="#variable-activitystaterejectedevent" aria-label="Permalink to &quot;Variable: ActivityStateRejectedEvent&quot;">​</a></h1><blockquote><p><strong>ActivityStateRejectedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ActivityStateRejectedEvent"><code>ActivityStateRejectedEvent</code></a>, <code>&quot;state_rejected&quot;</code>, <code>&quot;activity user sessionId local reason&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ActivityStateRejectedEvent">ActivityStateRejectedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ActivityStateRejectedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivityStateRejectedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivityStateRejectedEvent as default
};
