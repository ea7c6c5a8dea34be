import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: StorageState","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/StorageState.md","filePath":"api/type-aliases/StorageState.md"}');
const _sfc_main = { name: "api/type-aliases/StorageState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-storagestate" tabindex="-1">Type Alias: StorageState <a class="header-anchor" href="#type-alias-storagestate" aria-label="Permalink to &quot;Type Alias: StorageState&quot;">​</a></h1><blockquote><p><strong>StorageState</strong> = <code>&quot;none&quot;</code> | <code>&quot;durable&quot;</code> | <code>&quot;best-effort&quot;</code> | <code>&quot;memory&quot;</code> | <code>&quot;full&quot;</code> | <code>&quot;lost&quot;</code> | <code>&quot;blocked&quot;</code></p></blockquote><p>How safe records are: <code>durable</code> (the browser has promised to keep them), <code>best-effort</code> (it may delete them when it needs the room), <code>memory</code> (they end with the page), <code>full</code>, <code>lost</code>, <code>blocked</code>; <code>none</code> without offline support.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/StorageState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StorageState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StorageState as default
};
