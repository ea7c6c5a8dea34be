import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IAllPermissions<P>","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IAllPermissions.md","filePath":"api/interfaces/IAllPermissions.md"}');
const _sfc_main = { name: "api/interfaces/IAllPermissions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-iallpermissions-p" tabindex="-1">Interface: IAllPermissions&lt;P&gt; <a class="header-anchor" href="#interface-iallpermissions-p" aria-label="Permalink to &quot;Interface: IAllPermissions\\&lt;P\\&gt;&quot;">​</a></h1><p>Who may do what. What a user may do is the union.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="p" tabindex="-1">P <a class="header-anchor" href="#p" aria-label="Permalink to &quot;P&quot;">​</a></h3><p><code>P</code> <em>extends</em> <code>string</code></p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="grouppermissions" tabindex="-1">groupPermissions <a class="header-anchor" href="#grouppermissions" aria-label="Permalink to &quot;groupPermissions&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>groupPermissions</strong>: <code>Map</code>&lt;<code>string</code>, <code>Set</code>&lt;<code>P</code>&gt;&gt;</p></blockquote><p>What the members of groups may do besides, by the id of the group.</p><hr><h3 id="userpermissions" tabindex="-1">userPermissions <a class="header-anchor" href="#userpermissions" aria-label="Permalink to &quot;userPermissions&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>userPermissions</strong>: <a href="./../classes/DomainUserIdMap"><code>DomainUserIdMap</code></a>&lt;<code>Set</code>&lt;<code>P</code>&gt;&gt;</p></blockquote><p>What single users may do besides.</p><hr><h3 id="worldpermissions" tabindex="-1">worldPermissions <a class="header-anchor" href="#worldpermissions" aria-label="Permalink to &quot;worldPermissions&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>worldPermissions</strong>: <code>Set</code>&lt;<code>P</code>&gt;</p></blockquote><p>What everybody may do.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IAllPermissions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IAllPermissions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IAllPermissions as default
};
