import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatTopicChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatTopicChangedEvent.md","filePath":"api/variables/ChatTopicChangedEvent.md"}');
const _sfc_main = { name: "api/variables/ChatTopicChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chattopicchangedevent" tabindex="-1">Variable: ChatTopicChangedEvent <a class="header-anchor" href="#variable-chattopicchangedevent" aria-label="Permalink to &quot;Variable: ChatTopicChangedEvent&quot;">​</a></h1><blockquote><p><strong>ChatTopicChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatTopicChangedEvent"><code>ChatTopicChangedEvent</code></a>, <code>&quot;topic_changed&quot;</code>, <code>&quot;chatId eventNumber timestamp user topic&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatTopicChangedEvent">ChatTopicChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatTopicChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatTopicChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatTopicChangedEvent as default
};
