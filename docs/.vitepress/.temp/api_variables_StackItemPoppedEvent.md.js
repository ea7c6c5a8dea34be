import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: StackItemPoppedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/StackItemPoppedEvent.md","filePath":"api/variables/StackItemPoppedEvent.md"}');
const _sfc_main = { name: "api/variables/StackItemPoppedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-stackitempoppedevent" tabindex="-1">Variable: StackItemPoppedEvent <a class="header-anchor" href="#variable-stackitempoppedevent" aria-label="Permalink to &quot;Variable: StackItemPoppedEvent&quot;">​</a></h1><blockquote><p><strong>StackItemPoppedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/StackItemPoppedEvent"><code>StackItemPoppedEvent</code></a>, <code>&quot;stack-item-popped&quot;</code>, <code>&quot;src stackItem type&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/StackItemPoppedEvent">StackItemPoppedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/StackItemPoppedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StackItemPoppedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StackItemPoppedEvent as default
};
