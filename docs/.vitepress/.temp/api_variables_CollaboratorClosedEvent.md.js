import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: CollaboratorClosedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/CollaboratorClosedEvent.md","filePath":"api/variables/CollaboratorClosedEvent.md"}');
const _sfc_main = { name: "api/variables/CollaboratorClosedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-collaboratorclosedevent" tabindex="-1">Variable: CollaboratorClosedEvent <a class="header-anchor" href="#variable-collaboratorclosedevent" aria-label="Permalink to &quot;Variable: CollaboratorClosedEvent&quot;">​</a></h1><blockquote><p><strong>CollaboratorClosedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/CollaboratorClosedEvent"><code>CollaboratorClosedEvent</code></a>, <code>&quot;collaborator_closed&quot;</code>, <code>&quot;src collaborator&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/CollaboratorClosedEvent">CollaboratorClosedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/CollaboratorClosedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CollaboratorClosedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CollaboratorClosedEvent as default
};
