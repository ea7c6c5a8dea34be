import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: RemoteReferenceCreatedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/RemoteReferenceCreatedEvent.md","filePath":"api/variables/RemoteReferenceCreatedEvent.md"}');
const _sfc_main = { name: "api/variables/RemoteReferenceCreatedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-remotereferencecreatedevent" tabindex="-1">Variable: RemoteReferenceCreatedEvent <a class="header-anchor" href="#variable-remotereferencecreatedevent" aria-label="Permalink to &quot;Variable: RemoteReferenceCreatedEvent&quot;">​</a></h1><blockquote><p><strong>RemoteReferenceCreatedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/RemoteReferenceCreatedEvent"><code>RemoteReferenceCreatedEvent</code></a>, <code>&quot;reference&quot;</code>, <code>&quot;reference model element&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/RemoteReferenceCreatedEvent">RemoteReferenceCreatedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/RemoteReferenceCreatedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RemoteReferenceCreatedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RemoteReferenceCreatedEvent as default
};
