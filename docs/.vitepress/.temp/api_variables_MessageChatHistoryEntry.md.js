import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: MessageChatHistoryEntry","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/MessageChatHistoryEntry.md","filePath":"api/variables/MessageChatHistoryEntry.md"}');
const _sfc_main = { name: "api/variables/MessageChatHistoryEntry.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-messagechathistoryentry" tabindex="-1">Variable: MessageChatHistoryEntry <a class="header-anchor" href="#variable-messagechathistoryentry" aria-label="Permalink to &quot;Variable: MessageChatHistoryEntry&quot;">​</a></h1><blockquote><p><strong>MessageChatHistoryEntry</strong>: <a href="./../interfaces/EntryClass"><code>EntryClass</code></a>&lt;<a href="./../interfaces/MessageChatHistoryEntry"><code>MessageChatHistoryEntry</code></a>, <code>&quot;message&quot;</code>, <code>&quot;chatId eventNumber timestamp user message&quot;</code>&gt;</p></blockquote><p>The class of these entries, for <code>instanceof</code>. What is in one of them: <a href="./../interfaces/MessageChatHistoryEntry">MessageChatHistoryEntry</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/MessageChatHistoryEntry.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MessageChatHistoryEntry = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MessageChatHistoryEntry as default
};
