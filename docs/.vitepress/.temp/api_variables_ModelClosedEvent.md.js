import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ModelClosedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ModelClosedEvent.md","filePath":"api/variables/ModelClosedEvent.md"}');
const _sfc_main = { name: "api/variables/ModelClosedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-modelclosedevent" tabindex="-1">Variable: ModelClosedEvent <a class="header-anchor" href="#variable-modelclosedevent" aria-label="Permalink to &quot;Variable: ModelClosedEvent&quot;">​</a></h1><blockquote><p><strong>ModelClosedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ModelClosedEvent"><code>ModelClosedEvent</code></a>, <code>&quot;closed&quot;</code>, <code>&quot;src local reason reasonCode&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ModelClosedEvent">ModelClosedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ModelClosedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelClosedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelClosedEvent as default
};
