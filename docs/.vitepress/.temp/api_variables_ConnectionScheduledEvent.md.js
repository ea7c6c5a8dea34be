import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ConnectionScheduledEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ConnectionScheduledEvent.md","filePath":"api/variables/ConnectionScheduledEvent.md"}');
const _sfc_main = { name: "api/variables/ConnectionScheduledEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-connectionscheduledevent" tabindex="-1">Variable: ConnectionScheduledEvent <a class="header-anchor" href="#variable-connectionscheduledevent" aria-label="Permalink to &quot;Variable: ConnectionScheduledEvent&quot;">​</a></h1><blockquote><p><strong>ConnectionScheduledEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ConnectionScheduledEvent"><code>ConnectionScheduledEvent</code></a>, <code>&quot;connection_scheduled&quot;</code>, <code>&quot;domain delay&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ConnectionScheduledEvent">ConnectionScheduledEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ConnectionScheduledEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConnectionScheduledEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConnectionScheduledEvent as default
};
