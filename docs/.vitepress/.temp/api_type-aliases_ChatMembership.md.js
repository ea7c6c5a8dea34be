import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ChatMembership","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ChatMembership.md","filePath":"api/type-aliases/ChatMembership.md"}');
const _sfc_main = { name: "api/type-aliases/ChatMembership.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-chatmembership" tabindex="-1">Type Alias: ChatMembership <a class="header-anchor" href="#type-alias-chatmembership" aria-label="Permalink to &quot;Type Alias: ChatMembership&quot;">​</a></h1><blockquote><p><strong>ChatMembership</strong> = <code>&quot;public&quot;</code> | <code>&quot;private&quot;</code></p></blockquote><p>Who may become a member: anybody, or who is added by a member.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ChatMembership.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatMembership = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatMembership as default
};
