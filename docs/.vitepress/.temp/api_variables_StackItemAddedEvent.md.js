import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: StackItemAddedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/StackItemAddedEvent.md","filePath":"api/variables/StackItemAddedEvent.md"}');
const _sfc_main = { name: "api/variables/StackItemAddedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-stackitemaddedevent" tabindex="-1">Variable: StackItemAddedEvent <a class="header-anchor" href="#variable-stackitemaddedevent" aria-label="Permalink to &quot;Variable: StackItemAddedEvent&quot;">​</a></h1><blockquote><p><strong>StackItemAddedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/StackItemAddedEvent"><code>StackItemAddedEvent</code></a>, <code>&quot;stack-item-added&quot;</code>, <code>&quot;src stackItem type&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/StackItemAddedEvent">StackItemAddedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/StackItemAddedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StackItemAddedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StackItemAddedEvent as default
};
