import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ActivityStateSetEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ActivityStateSetEvent.md","filePath":"api/variables/ActivityStateSetEvent.md"}');
const _sfc_main = { name: "api/variables/ActivityStateSetEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-activitystatesetevent" tabindex="-1">Variable: ActivityStateSetEvent <a class="header-anchor" href="#variable-activitystatesetevent" aria-label="Permalink to &quot;Variable: ActivityStateSetEvent&quot;">​</a></h1><blockquote><p><strong>ActivityStateSetEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ActivityStateSetEvent"><code>ActivityStateSetEvent</code></a>, <code>&quot;state_set&quot;</code>, <code>&quot;activity user sessionId local key value oldValue&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ActivityStateSetEvent">ActivityStateSetEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ActivityStateSetEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivityStateSetEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivityStateSetEvent as default
};
