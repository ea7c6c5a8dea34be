import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: UndoStackItem","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/UndoStackItem.md","filePath":"api/interfaces/UndoStackItem.md"}');
const _sfc_main = { name: "api/interfaces/UndoStackItem.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-undostackitem" tabindex="-1">Interface: UndoStackItem <a class="header-anchor" href="#interface-undostackitem" aria-label="Permalink to &quot;Interface: UndoStackItem&quot;">​</a></h1><p>A step of an undo manager: what is undone, or done again, at once.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="meta" tabindex="-1">meta <a class="header-anchor" href="#meta" aria-label="Permalink to &quot;meta&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>meta</strong>: <code>Map</code>&lt;<code>unknown</code>, <code>unknown</code>&gt;</p></blockquote><p>For whatever the application wants to know of the step, such as where the cursor was.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/UndoStackItem.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UndoStackItem = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UndoStackItem as default
};
