import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: DomainUserType","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/DomainUserType.md","filePath":"api/variables/DomainUserType.md"}');
const _sfc_main = { name: "api/variables/DomainUserType.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-domainusertype" tabindex="-1">Variable: DomainUserType <a class="header-anchor" href="#variable-domainusertype" aria-label="Permalink to &quot;Variable: DomainUserType&quot;">​</a></h1><blockquote><p><code>const</code> <strong>DomainUserType</strong>: <code>Readonly</code>&lt;{ <code>ANONYMOUS</code>: <code>&quot;anonymous&quot;</code>; <code>CONVERGENCE</code>: <code>&quot;convergence&quot;</code>; <code>NORMAL</code>: <code>&quot;normal&quot;</code>; }&gt;</p></blockquote><p>The kinds of users.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/DomainUserType.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DomainUserType = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DomainUserType as default
};
