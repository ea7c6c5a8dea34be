import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: PresenceStateRejectedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/PresenceStateRejectedEvent.md","filePath":"api/variables/PresenceStateRejectedEvent.md"}');
const _sfc_main = { name: "api/variables/PresenceStateRejectedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-presencestaterejectedevent" tabindex="-1">Variable: PresenceStateRejectedEvent <a class="header-anchor" href="#variable-presencestaterejectedevent" aria-label="Permalink to &quot;Variable: PresenceStateRejectedEvent&quot;">​</a></h1><blockquote><p><strong>PresenceStateRejectedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/PresenceStateRejectedEvent"><code>PresenceStateRejectedEvent</code></a>, <code>&quot;state_rejected&quot;</code>, <code>&quot;user error&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/PresenceStateRejectedEvent">PresenceStateRejectedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/PresenceStateRejectedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PresenceStateRejectedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PresenceStateRejectedEvent as default
};
