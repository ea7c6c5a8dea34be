import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: UserAddedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/UserAddedEvent.md","filePath":"api/variables/UserAddedEvent.md"}');
const _sfc_main = { name: "api/variables/UserAddedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-useraddedevent" tabindex="-1">Variable: UserAddedEvent <a class="header-anchor" href="#variable-useraddedevent" aria-label="Permalink to &quot;Variable: UserAddedEvent&quot;">​</a></h1><blockquote><p><strong>UserAddedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/UserAddedEvent"><code>UserAddedEvent</code></a>, <code>&quot;user_added&quot;</code>, <code>&quot;chatId eventNumber timestamp user addedUser&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/UserAddedEvent">UserAddedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/UserAddedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserAddedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserAddedEvent as default
};
