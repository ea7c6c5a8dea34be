import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ModelDataCallback","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/ModelDataCallback.md","filePath":"api/type-aliases/ModelDataCallback.md"}');
const _sfc_main = { name: "api/type-aliases/ModelDataCallback.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-modeldatacallback" tabindex="-1">Type Alias: ModelDataCallback <a class="header-anchor" href="#type-alias-modeldatacallback" aria-label="Permalink to &quot;Type Alias: ModelDataCallback&quot;">​</a></h1><blockquote><p><strong>ModelDataCallback</strong> = () =&gt; <a href="./../interfaces/ModelDataInitializer"><code>ModelDataInitializer</code></a> | <code>Promise</code>&lt;<a href="./../interfaces/ModelDataInitializer"><code>ModelDataInitializer</code></a>&gt;</p></blockquote><p>Makes the data of a new model when it is needed.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/ModelDataInitializer"><code>ModelDataInitializer</code></a> | <code>Promise</code>&lt;<a href="./../interfaces/ModelDataInitializer"><code>ModelDataInitializer</code></a>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/ModelDataCallback.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelDataCallback = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelDataCallback as default
};
