import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UserAddedChatHistoryEntry","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/UserAddedChatHistoryEntry.md","filePath":"api/variables/UserAddedChatHistoryEntry.md"}');
const _sfc_main = { name: "api/variables/UserAddedChatHistoryEntry.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-useraddedchathistoryentry" tabindex="-1">Variable: UserAddedChatHistoryEntry <a class="header-anchor" href="#variable-useraddedchathistoryentry" aria-label="Permalink to &quot;Variable: UserAddedChatHistoryEntry&quot;">​</a></h1><blockquote><p><strong>UserAddedChatHistoryEntry</strong>: <a href="./../interfaces/EntryClass"><code>EntryClass</code></a>&lt;<a href="./../interfaces/UserAddedChatHistoryEntry"><code>UserAddedChatHistoryEntry</code></a>, <code>&quot;user_added&quot;</code>, <code>&quot;chatId eventNumber timestamp user addedUser&quot;</code>&gt;</p></blockquote><p>The class of these entries, for <code>instanceof</code>. What is in one of them: <a href="./../interfaces/UserAddedChatHistoryEntry">UserAddedChatHistoryEntry</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/UserAddedChatHistoryEntry.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserAddedChatHistoryEntry = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserAddedChatHistoryEntry as default
};
