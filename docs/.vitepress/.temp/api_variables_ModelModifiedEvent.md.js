import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ModelModifiedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ModelModifiedEvent.md","filePath":"api/variables/ModelModifiedEvent.md"}');
const _sfc_main = { name: "api/variables/ModelModifiedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-modelmodifiedevent" tabindex="-1">Variable: ModelModifiedEvent <a class="header-anchor" href="#variable-modelmodifiedevent" aria-label="Permalink to &quot;Variable: ModelModifiedEvent&quot;">​</a></h1><blockquote><p><strong>ModelModifiedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ModelModifiedEvent"><code>ModelModifiedEvent</code></a>, <code>&quot;modified&quot;</code>, <code>&quot;src&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ModelModifiedEvent">ModelModifiedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ModelModifiedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelModifiedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelModifiedEvent as default
};
