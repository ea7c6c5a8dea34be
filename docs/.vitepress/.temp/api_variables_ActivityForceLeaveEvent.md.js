import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ActivityForceLeaveEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ActivityForceLeaveEvent.md","filePath":"api/variables/ActivityForceLeaveEvent.md"}');
const _sfc_main = { name: "api/variables/ActivityForceLeaveEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-activityforceleaveevent" tabindex="-1">Variable: ActivityForceLeaveEvent <a class="header-anchor" href="#variable-activityforceleaveevent" aria-label="Permalink to &quot;Variable: ActivityForceLeaveEvent&quot;">​</a></h1><blockquote><p><strong>ActivityForceLeaveEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ActivityForceLeaveEvent"><code>ActivityForceLeaveEvent</code></a>, <code>&quot;force_leave&quot;</code>, <code>&quot;activity user sessionId local reason&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ActivityForceLeaveEvent">ActivityForceLeaveEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ActivityForceLeaveEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivityForceLeaveEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivityForceLeaveEvent as default
};
