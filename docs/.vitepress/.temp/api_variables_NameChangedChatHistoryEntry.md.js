import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: NameChangedChatHistoryEntry","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/NameChangedChatHistoryEntry.md","filePath":"api/variables/NameChangedChatHistoryEntry.md"}');
const _sfc_main = { name: "api/variables/NameChangedChatHistoryEntry.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-namechangedchathistoryentry" tabindex="-1">Variable: NameChangedChatHistoryEntry <a class="header-anchor" href="#variable-namechangedchathistoryentry" aria-label="Permalink to &quot;Variable: NameChangedChatHistoryEntry&quot;">​</a></h1><blockquote><p><strong>NameChangedChatHistoryEntry</strong>: <a href="./../interfaces/EntryClass"><code>EntryClass</code></a>&lt;<a href="./../interfaces/NameChangedChatHistoryEntry"><code>NameChangedChatHistoryEntry</code></a>, <code>&quot;name_changed&quot;</code>, <code>&quot;chatId eventNumber timestamp user name&quot;</code>&gt;</p></blockquote><p>The class of these entries, for <code>instanceof</code>. What is in one of them: <a href="./../interfaces/NameChangedChatHistoryEntry">NameChangedChatHistoryEntry</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/NameChangedChatHistoryEntry.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const NameChangedChatHistoryEntry = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  NameChangedChatHistoryEntry as default
};
