import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ChatPermission","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ChatPermission.md","filePath":"api/type-aliases/ChatPermission.md"}');
const _sfc_main = { name: "api/type-aliases/ChatPermission.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-chatpermission" tabindex="-1">Type Alias: ChatPermission <a class="header-anchor" href="#type-alias-chatpermission" aria-label="Permalink to &quot;Type Alias: ChatPermission&quot;">​</a></h1><blockquote><p><strong>ChatPermission</strong> = <code>&quot;create_chat&quot;</code> | <code>&quot;remove_chat&quot;</code> | <code>&quot;join_chat&quot;</code> | <code>&quot;leave_chat&quot;</code> | <code>&quot;add_chat_user&quot;</code> | <code>&quot;remove_chat_user&quot;</code> | <code>&quot;set_chat_name&quot;</code> | <code>&quot;set_topic&quot;</code> | <code>&quot;manage_chat_permissions&quot;</code></p></blockquote><p>What can be allowed in a chat.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ChatPermission.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatPermission = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatPermission as default
};
