import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ActivityStateRemovedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ActivityStateRemovedEvent.md","filePath":"api/variables/ActivityStateRemovedEvent.md"}');
const _sfc_main = { name: "api/variables/ActivityStateRemovedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-activitystateremovedevent" tabindex="-1">Variable: ActivityStateRemovedEvent <a class="header-anchor" href="#variable-activitystateremovedevent" aria-label="Permalink to &quot;Variable: ActivityStateRemovedEvent&quot;">​</a></h1><blockquote><p><strong>ActivityStateRemovedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ActivityStateRemovedEvent"><code>ActivityStateRemovedEvent</code></a>, <code>&quot;state_removed&quot;</code>, <code>&quot;activity user sessionId local key oldValue&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ActivityStateRemovedEvent">ActivityStateRemovedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ActivityStateRemovedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivityStateRemovedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivityStateRemovedEvent as default
};
