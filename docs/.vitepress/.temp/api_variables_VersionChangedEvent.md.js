import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: VersionChangedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/VersionChangedEvent.md","filePath":"api/variables/VersionChangedEvent.md"}');
const _sfc_main = { name: "api/variables/VersionChangedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-versionchangedevent" tabindex="-1">Variable: VersionChangedEvent <a class="header-anchor" href="#variable-versionchangedevent" aria-label="Permalink to &quot;Variable: VersionChangedEvent&quot;">​</a></h1><blockquote><p><strong>VersionChangedEvent</strong>: <a href="./../interfaces/EventClass"><code>EventClass</code></a>&lt;<a href="./../interfaces/VersionChangedEvent"><code>VersionChangedEvent</code></a>, <code>&quot;version_changed&quot;</code>, <code>&quot;src version own&quot;</code>&gt;</p></blockquote><p>The class of these events, for <code>instanceof</code>, and its <code>NAME</code>. What is in one of them: <a href="./../interfaces/VersionChangedEvent">VersionChangedEvent</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/VersionChangedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const VersionChangedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  VersionChangedEvent as default
};
