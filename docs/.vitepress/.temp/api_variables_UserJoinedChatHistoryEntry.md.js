import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UserJoinedChatHistoryEntry","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/UserJoinedChatHistoryEntry.md","filePath":"api/variables/UserJoinedChatHistoryEntry.md"}');
const _sfc_main = { name: "api/variables/UserJoinedChatHistoryEntry.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-userjoinedchathistoryentry" tabindex="-1">Variable: UserJoinedChatHistoryEntry <a class="header-anchor" href="#variable-userjoinedchathistoryentry" aria-label="Permalink to &quot;Variable: UserJoinedChatHistoryEntry&quot;">​</a></h1><blockquote><p><strong>UserJoinedChatHistoryEntry</strong>: <a href="./../interfaces/EntryClass"><code>EntryClass</code></a>&lt;<a href="./../interfaces/UserJoinedChatHistoryEntry"><code>UserJoinedChatHistoryEntry</code></a>, <code>&quot;user_joined&quot;</code>, <code>&quot;chatId eventNumber timestamp user&quot;</code>&gt;</p></blockquote><p>The class of these entries, for <code>instanceof</code>. What is in one of them: <a href="./../interfaces/UserJoinedChatHistoryEntry">UserJoinedChatHistoryEntry</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/UserJoinedChatHistoryEntry.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserJoinedChatHistoryEntry = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserJoinedChatHistoryEntry as default
};
