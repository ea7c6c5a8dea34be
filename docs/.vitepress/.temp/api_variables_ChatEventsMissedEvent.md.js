import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatEventsMissedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatEventsMissedEvent.md","filePath":"api/variables/ChatEventsMissedEvent.md"}');
const _sfc_main = { name: "api/variables/ChatEventsMissedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chateventsmissedevent" tabindex="-1">Variable: ChatEventsMissedEvent <a class="header-anchor" href="#variable-chateventsmissedevent" aria-label="Permalink to &quot;Variable: ChatEventsMissedEvent&quot;">​</a></h1><blockquote><p><strong>ChatEventsMissedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatEventsMissedEvent"><code>ChatEventsMissedEvent</code></a>, <code>&quot;events_missed&quot;</code>, <code>&quot;chatId firstEventNumber count&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatEventsMissedEvent">ChatEventsMissedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatEventsMissedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatEventsMissedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatEventsMissedEvent as default
};
