import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatRemovedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatRemovedEvent.md","filePath":"api/variables/ChatRemovedEvent.md"}');
const _sfc_main = { name: "api/variables/ChatRemovedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chatremovedevent" tabindex="-1">Variable: ChatRemovedEvent <a class="header-anchor" href="#variable-chatremovedevent" aria-label="Permalink to &quot;Variable: ChatRemovedEvent&quot;">​</a></h1><blockquote><p><strong>ChatRemovedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatRemovedEvent"><code>ChatRemovedEvent</code></a>, <code>&quot;removed&quot;</code>, <code>&quot;chatId&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatRemovedEvent">ChatRemovedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatRemovedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatRemovedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatRemovedEvent as default
};
