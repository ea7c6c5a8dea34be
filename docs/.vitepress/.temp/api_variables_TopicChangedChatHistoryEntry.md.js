import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: TopicChangedChatHistoryEntry","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/TopicChangedChatHistoryEntry.md","filePath":"api/variables/TopicChangedChatHistoryEntry.md"}');
const _sfc_main = { name: "api/variables/TopicChangedChatHistoryEntry.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-topicchangedchathistoryentry" tabindex="-1">Variable: TopicChangedChatHistoryEntry <a class="header-anchor" href="#variable-topicchangedchathistoryentry" aria-label="Permalink to &quot;Variable: TopicChangedChatHistoryEntry&quot;">​</a></h1><blockquote><p><strong>TopicChangedChatHistoryEntry</strong>: <a href="./../interfaces/EntryClass"><code>EntryClass</code></a>&lt;<a href="./../interfaces/TopicChangedChatHistoryEntry"><code>TopicChangedChatHistoryEntry</code></a>, <code>&quot;topic_changed&quot;</code>, <code>&quot;chatId eventNumber timestamp user topic&quot;</code>&gt;</p></blockquote><p>The class of these entries, for <code>instanceof</code>. What is in one of them: <a href="./../interfaces/TopicChangedChatHistoryEntry">TopicChangedChatHistoryEntry</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/TopicChangedChatHistoryEntry.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const TopicChangedChatHistoryEntry = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  TopicChangedChatHistoryEntry as default
};
