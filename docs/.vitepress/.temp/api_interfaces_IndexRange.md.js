import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IndexRange","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IndexRange.md","filePath":"api/interfaces/IndexRange.md"}');
const _sfc_main = { name: "api/interfaces/IndexRange.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-indexrange" tabindex="-1">Interface: IndexRange <a class="header-anchor" href="#interface-indexrange" aria-label="Permalink to &quot;Interface: IndexRange&quot;">​</a></h1><p>A range of a text: two positions, in either order.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="end" tabindex="-1">end <a class="header-anchor" href="#end" aria-label="Permalink to &quot;end&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>end</strong>: <code>number</code></p></blockquote><p>Where it was ended, not included when it is the greater of the two.</p><hr><h3 id="start" tabindex="-1">start <a class="header-anchor" href="#start" aria-label="Permalink to &quot;start&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>start</strong>: <code>number</code></p></blockquote><p>Where it was begun, in UTF-16 code units.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IndexRange.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IndexRange = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IndexRange as default
};
