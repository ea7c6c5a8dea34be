import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: PresenceAvailabilityChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/PresenceAvailabilityChangedEvent.md","filePath":"api/variables/PresenceAvailabilityChangedEvent.md"}');
const _sfc_main = { name: "api/variables/PresenceAvailabilityChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-presenceavailabilitychangedevent" tabindex="-1">Variable: PresenceAvailabilityChangedEvent <a class="header-anchor" href="#variable-presenceavailabilitychangedevent" aria-label="Permalink to &quot;Variable: PresenceAvailabilityChangedEvent&quot;">​</a></h1><blockquote><p><strong>PresenceAvailabilityChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/PresenceAvailabilityChangedEvent"><code>PresenceAvailabilityChangedEvent</code></a>, <code>&quot;availability_changed&quot;</code>, <code>&quot;user available&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/PresenceAvailabilityChangedEvent">PresenceAvailabilityChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/PresenceAvailabilityChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PresenceAvailabilityChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PresenceAvailabilityChangedEvent as default
};
