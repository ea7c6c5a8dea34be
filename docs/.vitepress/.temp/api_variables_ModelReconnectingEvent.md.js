import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ModelReconnectingEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ModelReconnectingEvent.md","filePath":"api/variables/ModelReconnectingEvent.md"}');
const _sfc_main = { name: "api/variables/ModelReconnectingEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-modelreconnectingevent" tabindex="-1">Variable: ModelReconnectingEvent <a class="header-anchor" href="#variable-modelreconnectingevent" aria-label="Permalink to &quot;Variable: ModelReconnectingEvent&quot;">​</a></h1><blockquote><p><strong>ModelReconnectingEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ModelReconnectingEvent"><code>ModelReconnectingEvent</code></a>, <code>&quot;reconnecting&quot;</code>, <code>&quot;src&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ModelReconnectingEvent">ModelReconnectingEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ModelReconnectingEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelReconnectingEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelReconnectingEvent as default
};
