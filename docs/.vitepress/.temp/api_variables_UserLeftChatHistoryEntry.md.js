import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UserLeftChatHistoryEntry","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/UserLeftChatHistoryEntry.md","filePath":"api/variables/UserLeftChatHistoryEntry.md"}');
const _sfc_main = { name: "api/variables/UserLeftChatHistoryEntry.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-userleftchathistoryentry" tabindex="-1">Variable: UserLeftChatHistoryEntry <a class="header-anchor" href="#variable-userleftchathistoryentry" aria-label="Permalink to &quot;Variable: UserLeftChatHistoryEntry&quot;">​</a></h1><blockquote><p><strong>UserLeftChatHistoryEntry</strong>: <a href="./../interfaces/EntryClass"><code>EntryClass</code></a>&lt;<a href="./../interfaces/UserLeftChatHistoryEntry"><code>UserLeftChatHistoryEntry</code></a>, <code>&quot;user_left&quot;</code>, <code>&quot;chatId eventNumber timestamp user&quot;</code>&gt;</p></blockquote><p>The class of these entries, for <code>instanceof</code>. What is in one of them: <a href="./../interfaces/UserLeftChatHistoryEntry">UserLeftChatHistoryEntry</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/UserLeftChatHistoryEntry.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserLeftChatHistoryEntry = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserLeftChatHistoryEntry as default
};
