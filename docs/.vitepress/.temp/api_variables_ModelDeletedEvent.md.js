import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ModelDeletedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ModelDeletedEvent.md","filePath":"api/variables/ModelDeletedEvent.md"}');
const _sfc_main = { name: "api/variables/ModelDeletedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-modeldeletedevent" tabindex="-1">Variable: ModelDeletedEvent <a class="header-anchor" href="#variable-modeldeletedevent" aria-label="Permalink to &quot;Variable: ModelDeletedEvent&quot;">​</a></h1><blockquote><p><strong>ModelDeletedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ModelDeletedEvent"><code>ModelDeletedEvent</code></a>, <code>&quot;deleted&quot;</code>, <code>&quot;src local reason&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ModelDeletedEvent">ModelDeletedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ModelDeletedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelDeletedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelDeletedEvent as default
};
