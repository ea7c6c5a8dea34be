import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ModelChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ModelChangedEvent.md","filePath":"api/variables/ModelChangedEvent.md"}');
const _sfc_main = { name: "api/variables/ModelChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-modelchangedevent" tabindex="-1">Variable: ModelChangedEvent <a class="header-anchor" href="#variable-modelchangedevent" aria-label="Permalink to &quot;Variable: ModelChangedEvent&quot;">​</a></h1><blockquote><p><strong>ModelChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ModelChangedEvent"><code>ModelChangedEvent</code></a>&lt;<code>any</code>&gt;, <code>&quot;model_changed&quot;</code>, <code>&quot;element user sessionId local relativePath childEvent&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ModelChangedEvent">ModelChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ModelChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelChangedEvent as default
};
