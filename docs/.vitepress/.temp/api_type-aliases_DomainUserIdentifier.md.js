import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: DomainUserIdentifier","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/DomainUserIdentifier.md","filePath":"api/type-aliases/DomainUserIdentifier.md"}');
const _sfc_main = { name: "api/type-aliases/DomainUserIdentifier.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-domainuseridentifier" tabindex="-1">Type Alias: DomainUserIdentifier <a class="header-anchor" href="#type-alias-domainuseridentifier" aria-label="Permalink to &quot;Type Alias: DomainUserIdentifier&quot;">​</a></h1><blockquote><p><strong>DomainUserIdentifier</strong> = <code>string</code> | <a href="./../classes/DomainUserId"><code>DomainUserId</code></a></p></blockquote><p>A user by type and name. A bare string means a normal user.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/DomainUserIdentifier.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DomainUserIdentifier = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DomainUserIdentifier as default
};
