import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ModelCommittedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ModelCommittedEvent.md","filePath":"api/variables/ModelCommittedEvent.md"}');
const _sfc_main = { name: "api/variables/ModelCommittedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-modelcommittedevent" tabindex="-1">Variable: ModelCommittedEvent <a class="header-anchor" href="#variable-modelcommittedevent" aria-label="Permalink to &quot;Variable: ModelCommittedEvent&quot;">​</a></h1><blockquote><p><strong>ModelCommittedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ModelCommittedEvent"><code>ModelCommittedEvent</code></a>, <code>&quot;committed&quot;</code>, <code>&quot;src&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ModelCommittedEvent">ModelCommittedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ModelCommittedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelCommittedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelCommittedEvent as default
};
