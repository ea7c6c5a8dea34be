import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ActivitySessionJoinedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ActivitySessionJoinedEvent.md","filePath":"api/variables/ActivitySessionJoinedEvent.md"}');
const _sfc_main = { name: "api/variables/ActivitySessionJoinedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-activitysessionjoinedevent" tabindex="-1">Variable: ActivitySessionJoinedEvent <a class="header-anchor" href="#variable-activitysessionjoinedevent" aria-label="Permalink to &quot;Variable: ActivitySessionJoinedEvent&quot;">​</a></h1><blockquote><p><strong>ActivitySessionJoinedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ActivitySessionJoinedEvent"><code>ActivitySessionJoinedEvent</code></a>, <code>&quot;session_joined&quot;</code>, <code>&quot;activity user sessionId local participant&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ActivitySessionJoinedEvent">ActivitySessionJoinedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ActivitySessionJoinedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivitySessionJoinedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivitySessionJoinedEvent as default
};
