import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: PresenceStateRemovedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/PresenceStateRemovedEvent.md","filePath":"api/variables/PresenceStateRemovedEvent.md"}');
const _sfc_main = { name: "api/variables/PresenceStateRemovedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-presencestateremovedevent" tabindex="-1">Variable: PresenceStateRemovedEvent <a class="header-anchor" href="#variable-presencestateremovedevent" aria-label="Permalink to &quot;Variable: PresenceStateRemovedEvent&quot;">​</a></h1><blockquote><p><strong>PresenceStateRemovedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/PresenceStateRemovedEvent"><code>PresenceStateRemovedEvent</code></a>, <code>&quot;state_removed&quot;</code>, <code>&quot;user keys&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/PresenceStateRemovedEvent">PresenceStateRemovedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/PresenceStateRemovedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PresenceStateRemovedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PresenceStateRemovedEvent as default
};
