import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UserLeftEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/UserLeftEvent.md","filePath":"api/variables/UserLeftEvent.md"}');
const _sfc_main = { name: "api/variables/UserLeftEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-userleftevent" tabindex="-1">Variable: UserLeftEvent <a class="header-anchor" href="#variable-userleftevent" aria-label="Permalink to &quot;Variable: UserLeftEvent&quot;">​</a></h1><blockquote><p><strong>UserLeftEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/UserLeftEvent"><code>UserLeftEvent</code></a>, <code>&quot;user_left&quot;</code>, <code>&quot;chatId eventNumber timestamp user&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/UserLeftEvent">UserLeftEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/UserLeftEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserLeftEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserLeftEvent as default
};
