import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ConnectingEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ConnectingEvent.md","filePath":"api/variables/ConnectingEvent.md"}');
const _sfc_main = { name: "api/variables/ConnectingEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-connectingevent" tabindex="-1">Variable: ConnectingEvent <a class="header-anchor" href="#variable-connectingevent" aria-label="Permalink to &quot;Variable: ConnectingEvent&quot;">​</a></h1><blockquote><p><strong>ConnectingEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ConnectingEvent"><code>ConnectingEvent</code></a>, <code>&quot;connecting&quot;</code>, <code>&quot;domain&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ConnectingEvent">ConnectingEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ConnectingEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConnectingEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConnectingEvent as default
};
