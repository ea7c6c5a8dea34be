import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UserRemovedChatHistoryEntry","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/UserRemovedChatHistoryEntry.md","filePath":"api/variables/UserRemovedChatHistoryEntry.md"}');
const _sfc_main = { name: "api/variables/UserRemovedChatHistoryEntry.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-userremovedchathistoryentry" tabindex="-1">Variable: UserRemovedChatHistoryEntry <a class="header-anchor" href="#variable-userremovedchathistoryentry" aria-label="Permalink to &quot;Variable: UserRemovedChatHistoryEntry&quot;">​</a></h1><blockquote><p><strong>UserRemovedChatHistoryEntry</strong>: <a href="./../interfaces/EntryClass"><code>EntryClass</code></a>&lt;<a href="./../interfaces/UserRemovedChatHistoryEntry"><code>UserRemovedChatHistoryEntry</code></a>, <code>&quot;user_removed&quot;</code>, <code>&quot;chatId eventNumber timestamp user removedUser&quot;</code>&gt;</p></blockquote><p>The class of these entries, for <code>instanceof</code>. What is in one of them: <a href="./../interfaces/UserRemovedChatHistoryEntry">UserRemovedChatHistoryEntry</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/UserRemovedChatHistoryEntry.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserRemovedChatHistoryEntry = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserRemovedChatHistoryEntry as default
};
