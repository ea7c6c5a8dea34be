import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: StringRemoveEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/StringRemoveEvent.md","filePath":"api/variables/StringRemoveEvent.md"}');
const _sfc_main = { name: "api/variables/StringRemoveEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-stringremoveevent" tabindex="-1">Variable: StringRemoveEvent <a class="header-anchor" href="#variable-stringremoveevent" aria-label="Permalink to &quot;Variable: StringRemoveEvent&quot;">​</a></h1><blockquote><p><strong>StringRemoveEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/StringRemoveEvent"><code>StringRemoveEvent</code></a>&lt;<code>any</code>&gt;, <code>&quot;remove&quot;</code>, <code>&quot;element user sessionId local index value&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/StringRemoveEvent">StringRemoveEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/StringRemoveEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StringRemoveEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StringRemoveEvent as default
};
