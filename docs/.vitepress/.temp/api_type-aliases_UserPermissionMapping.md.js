import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: UserPermissionMapping<P>","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/UserPermissionMapping.md","filePath":"api/type-aliases/UserPermissionMapping.md"}');
const _sfc_main = { name: "api/type-aliases/UserPermissionMapping.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-userpermissionmapping-p" tabindex="-1">Type Alias: UserPermissionMapping&lt;P&gt; <a class="header-anchor" href="#type-alias-userpermissionmapping-p" aria-label="Permalink to &quot;Type Alias: UserPermissionMapping\\&lt;P\\&gt;&quot;">​</a></h1><blockquote><p><strong>UserPermissionMapping</strong>&lt;<code>P</code>&gt; = <a href="./DomainUserMapping"><code>DomainUserMapping</code></a>&lt;<a href="./PermissionList"><code>PermissionList</code></a>&lt;<code>P</code>&gt;&gt;</p></blockquote><p>Permissions by user.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="p" tabindex="-1">P <a class="header-anchor" href="#p" aria-label="Permalink to &quot;P&quot;">​</a></h3><p><code>P</code> <em>extends</em> <code>string</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/UserPermissionMapping.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserPermissionMapping = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserPermissionMapping as default
};
