import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatMessageRejectedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatMessageRejectedEvent.md","filePath":"api/variables/ChatMessageRejectedEvent.md"}');
const _sfc_main = { name: "api/variables/ChatMessageRejectedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chatmessagerejectedevent" tabindex="-1">Variable: ChatMessageRejectedEvent <a class="header-anchor" href="#variable-chatmessagerejectedevent" aria-label="Permalink to &quot;Variable: ChatMessageRejectedEvent&quot;">​</a></h1><blockquote><p><strong>ChatMessageRejectedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatMessageRejectedEvent"><code>ChatMessageRejectedEvent</code></a>, <code>&quot;message_rejected&quot;</code>, <code>&quot;chatId pending&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatMessageRejectedEvent">ChatMessageRejectedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatMessageRejectedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatMessageRejectedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatMessageRejectedEvent as default
};
