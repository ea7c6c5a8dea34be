import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ActivityPermission","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ActivityPermission.md","filePath":"api/type-aliases/ActivityPermission.md"}');
const _sfc_main = { name: "api/type-aliases/ActivityPermission.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-activitypermission" tabindex="-1">Type Alias: ActivityPermission <a class="header-anchor" href="#type-alias-activitypermission" aria-label="Permalink to &quot;Type Alias: ActivityPermission&quot;">​</a></h1><blockquote><p><strong>ActivityPermission</strong> = <code>&quot;join&quot;</code> | <code>&quot;lurk&quot;</code> | <code>&quot;view_state&quot;</code> | <code>&quot;set_state&quot;</code> | <code>&quot;remove&quot;</code> | <code>&quot;manage&quot;</code></p></blockquote><p>What can be allowed in an activity.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ActivityPermission.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivityPermission = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivityPermission as default
};
