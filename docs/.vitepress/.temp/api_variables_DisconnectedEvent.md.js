import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: DisconnectedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/DisconnectedEvent.md","filePath":"api/variables/DisconnectedEvent.md"}');
const _sfc_main = { name: "api/variables/DisconnectedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-disconnectedevent" tabindex="-1">Variable: DisconnectedEvent <a class="header-anchor" href="#variable-disconnectedevent" aria-label="Permalink to &quot;Variable: DisconnectedEvent&quot;">​</a></h1><blockquote><p><strong>DisconnectedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/DisconnectedEvent"><code>DisconnectedEvent</code></a>, <code>&quot;disconnected&quot;</code>, <code>&quot;domain&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/DisconnectedEvent">DisconnectedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/DisconnectedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DisconnectedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DisconnectedEvent as default
};
