import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ConnectedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ConnectedEvent.md","filePath":"api/variables/ConnectedEvent.md"}');
const _sfc_main = { name: "api/variables/ConnectedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-connectedevent" tabindex="-1">Variable: ConnectedEvent <a class="header-anchor" href="#variable-connectedevent" aria-label="Permalink to &quot;Variable: ConnectedEvent&quot;">​</a></h1><blockquote><p><strong>ConnectedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ConnectedEvent"><code>ConnectedEvent</code></a>, <code>&quot;connected&quot;</code>, <code>&quot;domain&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ConnectedEvent">ConnectedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ConnectedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConnectedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConnectedEvent as default
};
