import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ValueAt<T, P>","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ValueAt.md","filePath":"api/type-aliases/ValueAt.md"}');
const _sfc_main = { name: "api/type-aliases/ValueAt.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-valueat-t-p" tabindex="-1">Type Alias: ValueAt&lt;T, P&gt; <a class="header-anchor" href="#type-alias-valueat-t-p" aria-label="Permalink to &quot;Type Alias: ValueAt\\&lt;T, P\\&gt;&quot;">​</a></h1><blockquote><p><strong>ValueAt</strong>&lt;<code>T</code>, <code>P</code>&gt; = <code>IsAny</code>&lt;<code>T</code>&gt; <em>extends</em> <code>true</code> ? <code>any</code> : <code>P</code> <em>extends</em> readonly [infer Step, <code>...(infer Rest)</code>] ? <code>ValueAt</code>&lt;<code>Within</code>&lt;<code>NonNullable</code>&lt;<code>T</code>&gt;, <code>Step</code>&gt;, <code>Rest</code>&gt; : <code>P</code> <em>extends</em> readonly [] ? <code>T</code> : <code>any</code></p></blockquote><p>What a T holds at a path. Of a place that the type does not have nothing is known.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="t" tabindex="-1">T <a class="header-anchor" href="#t" aria-label="Permalink to &quot;T&quot;">​</a></h3><p><code>T</code></p><h3 id="p" tabindex="-1">P <a class="header-anchor" href="#p" aria-label="Permalink to &quot;P&quot;">​</a></h3><p><code>P</code> <em>extends</em> readonly <code>unknown</code>[]</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ValueAt.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ValueAt = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ValueAt as default
};
