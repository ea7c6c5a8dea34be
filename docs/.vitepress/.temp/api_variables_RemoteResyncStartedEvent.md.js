import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: RemoteResyncStartedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/RemoteResyncStartedEvent.md","filePath":"api/variables/RemoteResyncStartedEvent.md"}');
const _sfc_main = { name: "api/variables/RemoteResyncStartedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-remoteresyncstartedevent" tabindex="-1">Variable: RemoteResyncStartedEvent <a class="header-anchor" href="#variable-remoteresyncstartedevent" aria-label="Permalink to &quot;Variable: RemoteResyncStartedEvent&quot;">​</a></h1><blockquote><p><strong>RemoteResyncStartedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/RemoteResyncStartedEvent"><code>RemoteResyncStartedEvent</code></a>, <code>&quot;remote_resync_started&quot;</code>, <code>&quot;model sessionId user&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/RemoteResyncStartedEvent">RemoteResyncStartedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/RemoteResyncStartedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RemoteResyncStartedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RemoteResyncStartedEvent as default
};
