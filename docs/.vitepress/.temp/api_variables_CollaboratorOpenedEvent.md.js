import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: CollaboratorOpenedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/CollaboratorOpenedEvent.md","filePath":"api/variables/CollaboratorOpenedEvent.md"}');
const _sfc_main = { name: "api/variables/CollaboratorOpenedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-collaboratoropenedevent" tabindex="-1">Variable: CollaboratorOpenedEvent <a class="header-anchor" href="#variable-collaboratoropenedevent" aria-label="Permalink to &quot;Variable: CollaboratorOpenedEvent&quot;">​</a></h1><blockquote><p><strong>CollaboratorOpenedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/CollaboratorOpenedEvent"><code>CollaboratorOpenedEvent</code></a>, <code>&quot;collaborator_opened&quot;</code>, <code>&quot;src collaborator&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/CollaboratorOpenedEvent">CollaboratorOpenedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/CollaboratorOpenedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CollaboratorOpenedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CollaboratorOpenedEvent as default
};
