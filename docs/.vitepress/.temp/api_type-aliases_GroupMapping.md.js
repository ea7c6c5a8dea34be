import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: GroupMapping<V>","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/GroupMapping.md","filePath":"api/type-aliases/GroupMapping.md"}');
const _sfc_main = { name: "api/type-aliases/GroupMapping.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-groupmapping-v" tabindex="-1">Type Alias: GroupMapping&lt;V&gt; <a class="header-anchor" href="#type-alias-groupmapping-v" aria-label="Permalink to &quot;Type Alias: GroupMapping\\&lt;V\\&gt;&quot;">​</a></h1><blockquote><p><strong>GroupMapping</strong>&lt;<code>V</code>&gt; = {[<code>groupId</code>: <code>string</code>]: <code>V</code>; } | <code>Map</code>&lt;<code>string</code>, <code>V</code>&gt;</p></blockquote><p>Permissions by the id of a group.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="v" tabindex="-1">V <a class="header-anchor" href="#v" aria-label="Permalink to &quot;V&quot;">​</a></h3><p><code>V</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/GroupMapping.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const GroupMapping = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  GroupMapping as default
};
