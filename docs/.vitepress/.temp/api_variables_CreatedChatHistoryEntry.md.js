import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: CreatedChatHistoryEntry","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/CreatedChatHistoryEntry.md","filePath":"api/variables/CreatedChatHistoryEntry.md"}');
const _sfc_main = { name: "api/variables/CreatedChatHistoryEntry.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-createdchathistoryentry" tabindex="-1">Variable: CreatedChatHistoryEntry <a class="header-anchor" href="#variable-createdchathistoryentry" aria-label="Permalink to &quot;Variable: CreatedChatHistoryEntry&quot;">​</a></h1><blockquote><p><strong>CreatedChatHistoryEntry</strong>: <a href="./../interfaces/EntryClass"><code>EntryClass</code></a>&lt;<a href="./../interfaces/CreatedChatHistoryEntry"><code>CreatedChatHistoryEntry</code></a>, <code>&quot;created&quot;</code>, <code>&quot;chatId eventNumber timestamp user name topic members&quot;</code>&gt;</p></blockquote><p>The class of these entries, for <code>instanceof</code>. What is in one of them: <a href="./../interfaces/CreatedChatHistoryEntry">CreatedChatHistoryEntry</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/CreatedChatHistoryEntry.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CreatedChatHistoryEntry = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CreatedChatHistoryEntry as default
};
