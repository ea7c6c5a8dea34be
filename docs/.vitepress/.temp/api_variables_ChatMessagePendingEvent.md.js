import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatMessagePendingEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatMessagePendingEvent.md","filePath":"api/variables/ChatMessagePendingEvent.md"}');
const _sfc_main = { name: "api/variables/ChatMessagePendingEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chatmessagependingevent" tabindex="-1">Variable: ChatMessagePendingEvent <a class="header-anchor" href="#variable-chatmessagependingevent" aria-label="Permalink to &quot;Variable: ChatMessagePendingEvent&quot;">​</a></h1><blockquote><p><strong>ChatMessagePendingEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatMessagePendingEvent"><code>ChatMessagePendingEvent</code></a>, <code>&quot;message_pending&quot;</code>, <code>&quot;chatId pending&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatMessagePendingEvent">ChatMessagePendingEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatMessagePendingEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatMessagePendingEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatMessagePendingEvent as default
};
