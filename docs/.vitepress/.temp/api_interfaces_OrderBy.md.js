import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: OrderBy","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/OrderBy.md","filePath":"api/interfaces/OrderBy.md"}');
const _sfc_main = { name: "api/interfaces/OrderBy.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-orderby" tabindex="-1">Interface: OrderBy <a class="header-anchor" href="#interface-orderby" aria-label="Permalink to &quot;Interface: OrderBy&quot;">​</a></h1><p>An order of users.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="ascending" tabindex="-1">ascending? <a class="header-anchor" href="#ascending" aria-label="Permalink to &quot;ascending?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>ascending?</strong>: <code>boolean</code></p></blockquote><p>Default: true.</p><hr><h3 id="field" tabindex="-1">field <a class="header-anchor" href="#field" aria-label="Permalink to &quot;field&quot;">​</a></h3><blockquote><p><strong>field</strong>: <a href="./../type-aliases/UserField"><code>UserField</code></a></p></blockquote><p>What is compared.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/OrderBy.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OrderBy = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OrderBy as default
};
