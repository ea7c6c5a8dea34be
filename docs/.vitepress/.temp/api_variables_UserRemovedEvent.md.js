import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UserRemovedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/UserRemovedEvent.md","filePath":"api/variables/UserRemovedEvent.md"}');
const _sfc_main = { name: "api/variables/UserRemovedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-userremovedevent" tabindex="-1">Variable: UserRemovedEvent <a class="header-anchor" href="#variable-userremovedevent" aria-label="Permalink to &quot;Variable: UserRemovedEvent&quot;">​</a></h1><blockquote><p><strong>UserRemovedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/UserRemovedEvent"><code>UserRemovedEvent</code></a>, <code>&quot;user_removed&quot;</code>, <code>&quot;chatId eventNumber timestamp user removedUser&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/UserRemovedEvent">UserRemovedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/UserRemovedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserRemovedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserRemovedEvent as default
};
