import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ErrorEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ErrorEvent.md","filePath":"api/variables/ErrorEvent.md"}');
const _sfc_main = { name: "api/variables/ErrorEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-errorevent" tabindex="-1">Variable: ErrorEvent <a class="header-anchor" href="#variable-errorevent" aria-label="Permalink to &quot;Variable: ErrorEvent&quot;">​</a></h1><blockquote><p><strong>ErrorEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ErrorEvent"><code>ErrorEvent</code></a>, <code>&quot;error&quot;</code>, <code>&quot;domain message cause&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ErrorEvent">ErrorEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ErrorEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ErrorEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ErrorEvent as default
};
