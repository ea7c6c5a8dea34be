import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ObjectRemoveEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ObjectRemoveEvent.md","filePath":"api/variables/ObjectRemoveEvent.md"}');
const _sfc_main = { name: "api/variables/ObjectRemoveEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-objectremoveevent" tabindex="-1">Variable: ObjectRemoveEvent <a class="header-anchor" href="#variable-objectremoveevent" aria-label="Permalink to &quot;Variable: ObjectRemoveEvent&quot;">​</a></h1><blockquote><p><strong>ObjectRemoveEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ObjectRemoveEvent"><code>ObjectRemoveEvent</code></a>&lt;<code>any</code>&gt;, <code>&quot;remove&quot;</code>, <code>&quot;element user sessionId local key oldValue&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ObjectRemoveEvent">ObjectRemoveEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ObjectRemoveEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ObjectRemoveEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ObjectRemoveEvent as default
};
