import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: StringInsertEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/StringInsertEvent.md","filePath":"api/variables/StringInsertEvent.md"}');
const _sfc_main = { name: "api/variables/StringInsertEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-stringinsertevent" tabindex="-1">Variable: StringInsertEvent <a class="header-anchor" href="#variable-stringinsertevent" aria-label="Permalink to &quot;Variable: StringInsertEvent&quot;">​</a></h1><blockquote><p><strong>StringInsertEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/StringInsertEvent"><code>StringInsertEvent</code></a>&lt;<code>any</code>&gt;, <code>&quot;insert&quot;</code>, <code>&quot;element user sessionId local index value&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/StringInsertEvent">StringInsertEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/StringInsertEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StringInsertEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StringInsertEvent as default
};
