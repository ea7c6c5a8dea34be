import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ModelDataInitializer","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ModelDataInitializer.md","filePath":"api/interfaces/ModelDataInitializer.md"}');
const _sfc_main = { name: "api/interfaces/ModelDataInitializer.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-modeldatainitializer" tabindex="-1">Interface: ModelDataInitializer <a class="header-anchor" href="#interface-modeldatainitializer" aria-label="Permalink to &quot;Interface: ModelDataInitializer&quot;">​</a></h1><p>The data of a new model: a plain object.</p><h2 id="indexable" tabindex="-1">Indexable <a class="header-anchor" href="#indexable" aria-label="Permalink to &quot;Indexable&quot;">​</a></h2><blockquote><p>[<code>key</code>: <code>string</code>]: <code>any</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ModelDataInitializer.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelDataInitializer = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelDataInitializer as default
};
