import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ActivitySessionLeftEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ActivitySessionLeftEvent.md","filePath":"api/variables/ActivitySessionLeftEvent.md"}');
const _sfc_main = { name: "api/variables/ActivitySessionLeftEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-activitysessionleftevent" tabindex="-1">Variable: ActivitySessionLeftEvent <a class="header-anchor" href="#variable-activitysessionleftevent" aria-label="Permalink to &quot;Variable: ActivitySessionLeftEvent&quot;">​</a></h1><blockquote><p><strong>ActivitySessionLeftEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ActivitySessionLeftEvent"><code>ActivitySessionLeftEvent</code></a>, <code>&quot;session_left&quot;</code>, <code>&quot;activity user sessionId local&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ActivitySessionLeftEvent">ActivitySessionLeftEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ActivitySessionLeftEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivitySessionLeftEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivitySessionLeftEvent as default
};
