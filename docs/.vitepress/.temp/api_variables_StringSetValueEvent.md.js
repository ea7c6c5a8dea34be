import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: StringSetValueEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/StringSetValueEvent.md","filePath":"api/variables/StringSetValueEvent.md"}');
const _sfc_main = { name: "api/variables/StringSetValueEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-stringsetvalueevent" tabindex="-1">Variable: StringSetValueEvent <a class="header-anchor" href="#variable-stringsetvalueevent" aria-label="Permalink to &quot;Variable: StringSetValueEvent&quot;">​</a></h1><blockquote><p><strong>StringSetValueEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/StringSetValueEvent"><code>StringSetValueEvent</code></a>&lt;<code>any</code>&gt;, <code>&quot;value&quot;</code>, <code>&quot;element user sessionId local&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/StringSetValueEvent">StringSetValueEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/StringSetValueEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StringSetValueEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StringSetValueEvent as default
};
