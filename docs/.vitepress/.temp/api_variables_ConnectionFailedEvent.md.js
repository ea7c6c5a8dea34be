import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ConnectionFailedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ConnectionFailedEvent.md","filePath":"api/variables/ConnectionFailedEvent.md"}');
const _sfc_main = { name: "api/variables/ConnectionFailedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-connectionfailedevent" tabindex="-1">Variable: ConnectionFailedEvent <a class="header-anchor" href="#variable-connectionfailedevent" aria-label="Permalink to &quot;Variable: ConnectionFailedEvent&quot;">​</a></h1><blockquote><p><strong>ConnectionFailedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ConnectionFailedEvent"><code>ConnectionFailedEvent</code></a>, <code>&quot;connection_failed&quot;</code>, <code>&quot;domain code authMethod message&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ConnectionFailedEvent">ConnectionFailedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ConnectionFailedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConnectionFailedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConnectionFailedEvent as default
};
