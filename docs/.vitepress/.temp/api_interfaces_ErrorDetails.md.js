import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ErrorDetails","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ErrorDetails.md","filePath":"api/interfaces/ErrorDetails.md"}');
const _sfc_main = { name: "api/interfaces/ErrorDetails.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-errordetails" tabindex="-1">Interface: ErrorDetails <a class="header-anchor" href="#interface-errordetails" aria-label="Permalink to &quot;Interface: ErrorDetails&quot;">​</a></h1><p>Details of an error: plain data that depends on the code.</p><h2 id="indexable" tabindex="-1">Indexable <a class="header-anchor" href="#indexable" aria-label="Permalink to &quot;Indexable&quot;">​</a></h2><blockquote><p>[<code>key</code>: <code>string</code>]: <code>unknown</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ErrorDetails.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ErrorDetails = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ErrorDetails as default
};
