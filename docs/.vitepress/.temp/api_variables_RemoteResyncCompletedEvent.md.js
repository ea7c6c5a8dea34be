import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: RemoteResyncCompletedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/RemoteResyncCompletedEvent.md","filePath":"api/variables/RemoteResyncCompletedEvent.md"}');
const _sfc_main = { name: "api/variables/RemoteResyncCompletedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-remoteresynccompletedevent" tabindex="-1">Variable: RemoteResyncCompletedEvent <a class="header-anchor" href="#variable-remoteresynccompletedevent" aria-label="Permalink to &quot;Variable: RemoteResyncCompletedEvent&quot;">​</a></h1><blockquote><p><strong>RemoteResyncCompletedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/RemoteResyncCompletedEvent"><code>RemoteResyncCompletedEvent</code></a>, <code>&quot;remote_resync_completed&quot;</code>, <code>&quot;model sessionId user&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/RemoteResyncCompletedEvent">RemoteResyncCompletedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/RemoteResyncCompletedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RemoteResyncCompletedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RemoteResyncCompletedEvent as default
};
