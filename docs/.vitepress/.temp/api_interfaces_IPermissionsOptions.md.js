import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IPermissionsOptions<P>","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IPermissionsOptions.md","filePath":"api/interfaces/IPermissionsOptions.md"}');
const _sfc_main = { name: "api/interfaces/IPermissionsOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-ipermissionsoptions-p" tabindex="-1">Interface: IPermissionsOptions&lt;P&gt; <a class="header-anchor" href="#interface-ipermissionsoptions-p" aria-label="Permalink to &quot;Interface: IPermissionsOptions\\&lt;P\\&gt;&quot;">​</a></h1><p>Who may do what, when something is created or changed.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./IActivityCreateOptions"><code>IActivityCreateOptions</code></a></li><li><a href="./IAutoCreateActivityOptions"><code>IAutoCreateActivityOptions</code></a></li></ul><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="p" tabindex="-1">P <a class="header-anchor" href="#p" aria-label="Permalink to &quot;P&quot;">​</a></h3><p><code>P</code> <em>extends</em> <code>string</code></p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="grouppermissions" tabindex="-1">groupPermissions? <a class="header-anchor" href="#grouppermissions" aria-label="Permalink to &quot;groupPermissions?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>groupPermissions?</strong>: <a href="./../type-aliases/GroupPermissionMapping"><code>GroupPermissionMapping</code></a>&lt;<code>P</code>&gt;</p></blockquote><p>What the members of groups may do besides, by the id of the group. Default: nothing.</p><hr><h3 id="userpermissions" tabindex="-1">userPermissions? <a class="header-anchor" href="#userpermissions" aria-label="Permalink to &quot;userPermissions?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>userPermissions?</strong>: <a href="./../type-aliases/UserPermissionMapping"><code>UserPermissionMapping</code></a>&lt;<code>P</code>&gt;</p></blockquote><p>What single users may do besides. Default: nothing.</p><hr><h3 id="worldpermissions" tabindex="-1">worldPermissions? <a class="header-anchor" href="#worldpermissions" aria-label="Permalink to &quot;worldPermissions?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>worldPermissions?</strong>: <a href="./../type-aliases/PermissionList"><code>PermissionList</code></a>&lt;<code>P</code>&gt;</p></blockquote><p>What everybody may do. Default: nothing.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IPermissionsOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IPermissionsOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IPermissionsOptions as default
};
