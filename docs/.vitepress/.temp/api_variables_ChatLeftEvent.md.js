import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatLeftEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatLeftEvent.md","filePath":"api/variables/ChatLeftEvent.md"}');
const _sfc_main = { name: "api/variables/ChatLeftEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chatleftevent" tabindex="-1">Variable: ChatLeftEvent <a class="header-anchor" href="#variable-chatleftevent" aria-label="Permalink to &quot;Variable: ChatLeftEvent&quot;">​</a></h1><blockquote><p><strong>ChatLeftEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatLeftEvent"><code>ChatLeftEvent</code></a>, <code>&quot;left&quot;</code>, <code>&quot;chatId&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatLeftEvent">ChatLeftEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatLeftEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatLeftEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatLeftEvent as default
};
