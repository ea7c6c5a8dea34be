import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ValueOrCallback<V>","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ValueOrCallback.md","filePath":"api/type-aliases/ValueOrCallback.md"}');
const _sfc_main = { name: "api/type-aliases/ValueOrCallback.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-valueorcallback-v" tabindex="-1">Type Alias: ValueOrCallback&lt;V&gt; <a class="header-anchor" href="#type-alias-valueorcallback-v" aria-label="Permalink to &quot;Type Alias: ValueOrCallback\\&lt;V\\&gt;&quot;">​</a></h1><blockquote><p><strong>ValueOrCallback</strong>&lt;<code>V</code>&gt; = <code>V</code> | (() =&gt; <code>V</code> | <code>Promise</code>&lt;<code>V</code>&gt;)</p></blockquote><p>A value, or a function that is asked for it before every attempt to connect.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="v" tabindex="-1">V <a class="header-anchor" href="#v" aria-label="Permalink to &quot;V&quot;">​</a></h3><p><code>V</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ValueOrCallback.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ValueOrCallback = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ValueOrCallback as default
};
