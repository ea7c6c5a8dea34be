import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: DomainUserType","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/DomainUserType.md","filePath":"api/type-aliases/DomainUserType.md"}');
const _sfc_main = { name: "api/type-aliases/DomainUserType.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-domainusertype" tabindex="-1">Type Alias: DomainUserType <a class="header-anchor" href="#type-alias-domainusertype" aria-label="Permalink to &quot;Type Alias: DomainUserType&quot;">​</a></h1><blockquote><p><strong>DomainUserType</strong> = <em>typeof</em> <a href="./../variables/DomainUserType"><code>DomainUserType</code></a>[keyof <em>typeof</em> <a href="./../variables/DomainUserType"><code>DomainUserType</code></a>]</p></blockquote><p>The kinds of users.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/DomainUserType.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DomainUserType = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DomainUserType as default
};
