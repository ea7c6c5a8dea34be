import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ModelPermissionsChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ModelPermissionsChangedEvent.md","filePath":"api/variables/ModelPermissionsChangedEvent.md"}');
const _sfc_main = { name: "api/variables/ModelPermissionsChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-modelpermissionschangedevent" tabindex="-1">Variable: ModelPermissionsChangedEvent <a class="header-anchor" href="#variable-modelpermissionschangedevent" aria-label="Permalink to &quot;Variable: ModelPermissionsChangedEvent&quot;">​</a></h1><blockquote><p><strong>ModelPermissionsChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/ModelPermissionsChangedEvent"><code>ModelPermissionsChangedEvent</code></a>, <code>&quot;permissions_changed&quot;</code>, <code>&quot;model permissions changes&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/ModelPermissionsChangedEvent">ModelPermissionsChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ModelPermissionsChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelPermissionsChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelPermissionsChangedEvent as default
};
