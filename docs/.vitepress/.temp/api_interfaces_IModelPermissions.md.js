import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IModelPermissions","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IModelPermissions.md","filePath":"api/interfaces/IModelPermissions.md"}');
const _sfc_main = { name: "api/interfaces/IModelPermissions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-imodelpermissions" tabindex="-1">Interface: IModelPermissions <a class="header-anchor" href="#interface-imodelpermissions" aria-label="Permalink to &quot;Interface: IModelPermissions&quot;">​</a></h1><p>What a user may do with a model, as plain data.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./ICollectionPermissions"><code>ICollectionPermissions</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="manage" tabindex="-1">manage <a class="header-anchor" href="#manage" aria-label="Permalink to &quot;manage&quot;">​</a></h3><blockquote><p><strong>manage</strong>: <code>boolean</code></p></blockquote><p>The permissions may be changed.</p><hr><h3 id="read" tabindex="-1">read <a class="header-anchor" href="#read" aria-label="Permalink to &quot;read&quot;">​</a></h3><blockquote><p><strong>read</strong>: <code>boolean</code></p></blockquote><p>The model may be opened.</p><hr><h3 id="remove" tabindex="-1">remove <a class="header-anchor" href="#remove" aria-label="Permalink to &quot;remove&quot;">​</a></h3><blockquote><p><strong>remove</strong>: <code>boolean</code></p></blockquote><p>The model may be deleted.</p><hr><h3 id="write" tabindex="-1">write <a class="header-anchor" href="#write" aria-label="Permalink to &quot;write&quot;">​</a></h3><blockquote><p><strong>write</strong>: <code>boolean</code></p></blockquote><p>The data may be changed.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IModelPermissions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IModelPermissions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IModelPermissions as default
};
