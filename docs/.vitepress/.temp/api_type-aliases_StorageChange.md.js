import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: StorageChange","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/StorageChange.md","filePath":"api/type-aliases/StorageChange.md"}');
const _sfc_main = { name: "api/type-aliases/StorageChange.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-storagechange" tabindex="-1">Type Alias: StorageChange <a class="header-anchor" href="#type-alias-storagechange" aria-label="Permalink to &quot;Type Alias: StorageChange&quot;">​</a></h1><blockquote><p><strong>StorageChange</strong> = { <code>key</code>: <code>Uint8Array</code>; <code>type</code>: <code>&quot;put&quot;</code>; <code>value</code>: <code>Uint8Array</code>; } | { <code>key</code>: <code>Uint8Array</code>; <code>type</code>: <code>&quot;delete&quot;</code>; } | { <code>from</code>: <code>Uint8Array</code>; <code>to</code>: <code>Uint8Array</code> | <code>null</code>; <code>type</code>: <code>&quot;delete-range&quot;</code>; } | { <code>key</code>: <code>Uint8Array</code>; <code>type</code>: <code>&quot;check&quot;</code>; <code>value</code>: <code>Uint8Array</code> | <code>null</code>; }</p></blockquote><p>One step of a transaction. <code>put</code> writes a record, <code>delete</code> removes the one of a key if there is one, <code>delete-range</code> all with <code>from &lt;= key &lt; to</code>, a <code>to</code> of <code>null</code> being the end. A <code>check</code> is satisfied when the record has exactly this value; <code>null</code> means that there must be none.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/StorageChange.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StorageChange = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StorageChange as default
};
