import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: UndefinedPolicy","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/UndefinedPolicy.md","filePath":"api/interfaces/UndefinedPolicy.md"}');
const _sfc_main = { name: "api/interfaces/UndefinedPolicy.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-undefinedpolicy" tabindex="-1">Interface: UndefinedPolicy <a class="header-anchor" href="#interface-undefinedpolicy" aria-label="Permalink to &quot;Interface: UndefinedPolicy&quot;">​</a></h1><p>What an undefined inside of an object or array does when the value is shared.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="undefinedarrayvalues" tabindex="-1">undefinedArrayValues <a class="header-anchor" href="#undefinedarrayvalues" aria-label="Permalink to &quot;undefinedArrayValues&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>undefinedArrayValues</strong>: <code>&quot;error&quot;</code> | <code>&quot;null&quot;</code></p></blockquote><p>Of an item: an error, or it becomes null.</p><hr><h3 id="undefinedobjectvalues" tabindex="-1">undefinedObjectValues <a class="header-anchor" href="#undefinedobjectvalues" aria-label="Permalink to &quot;undefinedObjectValues&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>undefinedObjectValues</strong>: <code>&quot;error&quot;</code> | <code>&quot;omit&quot;</code></p></blockquote><p>Of a property: an error, or it is left out.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/UndefinedPolicy.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UndefinedPolicy = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UndefinedPolicy as default
};
