import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ResyncErrorEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ResyncErrorEvent.md","filePath":"api/variables/ResyncErrorEvent.md"}');
const _sfc_main = { name: "api/variables/ResyncErrorEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-resyncerrorevent" tabindex="-1">Variable: ResyncErrorEvent <a class="header-anchor" href="#variable-resyncerrorevent" aria-label="Permalink to &quot;Variable: ResyncErrorEvent&quot;">​</a></h1><blockquote><p><strong>ResyncErrorEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ResyncErrorEvent"><code>ResyncErrorEvent</code></a>, <code>&quot;resync_error&quot;</code>, <code>&quot;src message&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ResyncErrorEvent">ResyncErrorEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ResyncErrorEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ResyncErrorEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ResyncErrorEvent as default
};
