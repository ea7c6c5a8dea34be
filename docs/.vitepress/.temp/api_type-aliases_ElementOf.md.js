import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ElementOf<T>","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ElementOf.md","filePath":"api/type-aliases/ElementOf.md"}');
const _sfc_main = { name: "api/type-aliases/ElementOf.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-elementof-t" tabindex="-1">Type Alias: ElementOf&lt;T&gt; <a class="header-anchor" href="#type-alias-elementof-t" aria-label="Permalink to &quot;Type Alias: ElementOf\\&lt;T\\&gt;&quot;">​</a></h1><blockquote><p><strong>ElementOf</strong>&lt;<code>T</code>&gt; = <code>IsAny</code>&lt;<code>T</code>&gt; <em>extends</em> <code>true</code> ? <a href="./../classes/RealTimeElement"><code>RealTimeElement</code></a> : <code>ElementOfKnown</code>&lt;<code>Exclude</code>&lt;<code>T</code>, <code>undefined</code>&gt;&gt;</p></blockquote><p>The class of the element that holds a T: of <code>any</code>, and of a T of several kinds, any element.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="t" tabindex="-1">T <a class="header-anchor" href="#t" aria-label="Permalink to &quot;T&quot;">​</a></h3><p><code>T</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ElementOf.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ElementOf = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ElementOf as default
};
