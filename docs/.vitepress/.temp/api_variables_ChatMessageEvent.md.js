import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatMessageEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatMessageEvent.md","filePath":"api/variables/ChatMessageEvent.md"}');
const _sfc_main = { name: "api/variables/ChatMessageEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chatmessageevent" tabindex="-1">Variable: ChatMessageEvent <a class="header-anchor" href="#variable-chatmessageevent" aria-label="Permalink to &quot;Variable: ChatMessageEvent&quot;">​</a></h1><blockquote><p><strong>ChatMessageEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatMessageEvent"><code>ChatMessageEvent</code></a>, <code>&quot;message&quot;</code>, <code>&quot;chatId eventNumber timestamp user message&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatMessageEvent">ChatMessageEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatMessageEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatMessageEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatMessageEvent as default
};
