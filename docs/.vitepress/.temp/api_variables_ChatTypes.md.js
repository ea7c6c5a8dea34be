import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatTypes","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatTypes.md","filePath":"api/variables/ChatTypes.md"}');
const _sfc_main = { name: "api/variables/ChatTypes.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chattypes" tabindex="-1">Variable: ChatTypes <a class="header-anchor" href="#variable-chattypes" aria-label="Permalink to &quot;Variable: ChatTypes&quot;">​</a></h1><blockquote><p><code>const</code> <strong>ChatTypes</strong>: <code>Readonly</code>&lt;{ <code>CHANNEL</code>: <code>&quot;channel&quot;</code>; <code>DIRECT</code>: <code>&quot;direct&quot;</code>; <code>ROOM</code>: <code>&quot;room&quot;</code>; }&gt;</p></blockquote><p>The kinds of chats.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatTypes.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatTypes = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatTypes as default
};
