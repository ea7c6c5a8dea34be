import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: PresenceStateClearedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/PresenceStateClearedEvent.md","filePath":"api/variables/PresenceStateClearedEvent.md"}');
const _sfc_main = { name: "api/variables/PresenceStateClearedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-presencestateclearedevent" tabindex="-1">Variable: PresenceStateClearedEvent <a class="header-anchor" href="#variable-presencestateclearedevent" aria-label="Permalink to &quot;Variable: PresenceStateClearedEvent&quot;">​</a></h1><blockquote><p><strong>PresenceStateClearedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/PresenceStateClearedEvent"><code>PresenceStateClearedEvent</code></a>, <code>&quot;state_cleared&quot;</code>, <code>&quot;user&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/PresenceStateClearedEvent">PresenceStateClearedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/PresenceStateClearedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PresenceStateClearedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PresenceStateClearedEvent as default
};
