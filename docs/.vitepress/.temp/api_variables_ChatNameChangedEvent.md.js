import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatNameChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatNameChangedEvent.md","filePath":"api/variables/ChatNameChangedEvent.md"}');
const _sfc_main = { name: "api/variables/ChatNameChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chatnamechangedevent" tabindex="-1">Variable: ChatNameChangedEvent <a class="header-anchor" href="#variable-chatnamechangedevent" aria-label="Permalink to &quot;Variable: ChatNameChangedEvent&quot;">​</a></h1><blockquote><p><strong>ChatNameChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatNameChangedEvent"><code>ChatNameChangedEvent</code></a>, <code>&quot;name_changed&quot;</code>, <code>&quot;chatId eventNumber timestamp user chatName&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatNameChangedEvent">ChatNameChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatNameChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatNameChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatNameChangedEvent as default
};
