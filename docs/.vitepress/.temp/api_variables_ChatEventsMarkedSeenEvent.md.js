import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ChatEventsMarkedSeenEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ChatEventsMarkedSeenEvent.md","filePath":"api/variables/ChatEventsMarkedSeenEvent.md"}');
const _sfc_main = { name: "api/variables/ChatEventsMarkedSeenEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-chateventsmarkedseenevent" tabindex="-1">Variable: ChatEventsMarkedSeenEvent <a class="header-anchor" href="#variable-chateventsmarkedseenevent" aria-label="Permalink to &quot;Variable: ChatEventsMarkedSeenEvent&quot;">​</a></h1><blockquote><p><strong>ChatEventsMarkedSeenEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ChatEventsMarkedSeenEvent"><code>ChatEventsMarkedSeenEvent</code></a>, <code>&quot;events_seen&quot;</code>, <code>&quot;chatId maxSeenEventNumber user&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ChatEventsMarkedSeenEvent">ChatEventsMarkedSeenEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ChatEventsMarkedSeenEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatEventsMarkedSeenEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatEventsMarkedSeenEvent as default
};
