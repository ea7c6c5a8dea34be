import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ChatType","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ChatType.md","filePath":"api/type-aliases/ChatType.md"}');
const _sfc_main = { name: "api/type-aliases/ChatType.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-chattype" tabindex="-1">Type Alias: ChatType <a class="header-anchor" href="#type-alias-chattype" aria-label="Permalink to &quot;Type Alias: ChatType&quot;">​</a></h1><blockquote><p><strong>ChatType</strong> = <em>typeof</em> <a href="./../variables/ChatTypes"><code>ChatTypes</code></a>[keyof <em>typeof</em> <a href="./../variables/ChatTypes"><code>ChatTypes</code></a>]</p></blockquote><p>The kinds of chats.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ChatType.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatType = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatType as default
};
