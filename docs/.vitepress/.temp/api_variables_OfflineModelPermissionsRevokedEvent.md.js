import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OfflineModelPermissionsRevokedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/OfflineModelPermissionsRevokedEvent.md","filePath":"api/variables/OfflineModelPermissionsRevokedEvent.md"}');
const _sfc_main = { name: "api/variables/OfflineModelPermissionsRevokedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-offlinemodelpermissionsrevokedevent" tabindex="-1">Variable: OfflineModelPermissionsRevokedEvent <a class="header-anchor" href="#variable-offlinemodelpermissionsrevokedevent" aria-label="Permalink to &quot;Variable: OfflineModelPermissionsRevokedEvent&quot;">​</a></h1><blockquote><p><strong>OfflineModelPermissionsRevokedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/OfflineModelPermissionsRevokedEvent"><code>OfflineModelPermissionsRevokedEvent</code></a>, <code>&quot;offline_model_permissions_revoked&quot;</code>, <code>&quot;id&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/OfflineModelPermissionsRevokedEvent">OfflineModelPermissionsRevokedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/OfflineModelPermissionsRevokedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelPermissionsRevokedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelPermissionsRevokedEvent as default
};
