import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ReferenceDisposedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ReferenceDisposedEvent.md","filePath":"api/variables/ReferenceDisposedEvent.md"}');
const _sfc_main = { name: "api/variables/ReferenceDisposedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-referencedisposedevent" tabindex="-1">Variable: ReferenceDisposedEvent <a class="header-anchor" href="#variable-referencedisposedevent" aria-label="Permalink to &quot;Variable: ReferenceDisposedEvent&quot;">​</a></h1><blockquote><p><strong>ReferenceDisposedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ReferenceDisposedEvent"><code>ReferenceDisposedEvent</code></a>, <code>&quot;disposed&quot;</code>, <code>&quot;src&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ReferenceDisposedEvent">ReferenceDisposedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ReferenceDisposedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ReferenceDisposedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ReferenceDisposedEvent as default
};
