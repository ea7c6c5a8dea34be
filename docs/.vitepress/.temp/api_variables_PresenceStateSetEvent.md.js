import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: PresenceStateSetEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/PresenceStateSetEvent.md","filePath":"api/variables/PresenceStateSetEvent.md"}');
const _sfc_main = { name: "api/variables/PresenceStateSetEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-presencestatesetevent" tabindex="-1">Variable: PresenceStateSetEvent <a class="header-anchor" href="#variable-presencestatesetevent" aria-label="Permalink to &quot;Variable: PresenceStateSetEvent&quot;">​</a></h1><blockquote><p><strong>PresenceStateSetEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/PresenceStateSetEvent"><code>PresenceStateSetEvent</code></a>, <code>&quot;state_set&quot;</code>, <code>&quot;user state&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/PresenceStateSetEvent">PresenceStateSetEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/PresenceStateSetEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PresenceStateSetEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PresenceStateSetEvent as default
};
