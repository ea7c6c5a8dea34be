import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UserJoinedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/UserJoinedEvent.md","filePath":"api/variables/UserJoinedEvent.md"}');
const _sfc_main = { name: "api/variables/UserJoinedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-userjoinedevent" tabindex="-1">Variable: UserJoinedEvent <a class="header-anchor" href="#variable-userjoinedevent" aria-label="Permalink to &quot;Variable: UserJoinedEvent&quot;">​</a></h1><blockquote><p><strong>UserJoinedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/UserJoinedEvent"><code>UserJoinedEvent</code></a>, <code>&quot;user_joined&quot;</code>, <code>&quot;chatId eventNumber timestamp user&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/UserJoinedEvent">UserJoinedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/UserJoinedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserJoinedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserJoinedEvent as default
};
