import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: StateMap","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/StateMap.md","filePath":"api/type-aliases/StateMap.md"}');
const _sfc_main = { name: "api/type-aliases/StateMap.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-statemap" tabindex="-1">Type Alias: StateMap <a class="header-anchor" href="#type-alias-statemap" aria-label="Permalink to &quot;Type Alias: StateMap&quot;">​</a></h1><blockquote><p><strong>StateMap</strong> = <code>Map</code>&lt;<code>string</code>, <code>any</code>&gt; &amp; (() =&gt; <code>Map</code>&lt;<code>string</code>, <code>any</code>&gt;)</p></blockquote><p>A copy of a state. Older applications call it like a function to get it.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/StateMap.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StateMap = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StateMap as default
};
