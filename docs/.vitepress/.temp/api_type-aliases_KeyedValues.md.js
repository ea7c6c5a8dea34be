import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: KeyedValues","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/KeyedValues.md","filePath":"api/type-aliases/KeyedValues.md"}');
const _sfc_main = { name: "api/type-aliases/KeyedValues.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-keyedvalues" tabindex="-1">Type Alias: KeyedValues <a class="header-anchor" href="#type-alias-keyedvalues" aria-label="Permalink to &quot;Type Alias: KeyedValues&quot;">​</a></h1><blockquote><p><strong>KeyedValues</strong> = {[<code>key</code>: <code>string</code>]: <code>any</code>; } | <code>Map</code>&lt;<code>string</code>, <code>any</code>&gt;</p></blockquote><p>Values by key: an object or a Map. Values are null, booleans, numbers, strings, and arrays and plain objects of these.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/KeyedValues.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const KeyedValues = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  KeyedValues as default
};
