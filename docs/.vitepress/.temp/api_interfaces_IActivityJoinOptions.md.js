import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IActivityJoinOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IActivityJoinOptions.md","filePath":"api/interfaces/IActivityJoinOptions.md"}');
const _sfc_main = { name: "api/interfaces/IActivityJoinOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-iactivityjoinoptions" tabindex="-1">Interface: IActivityJoinOptions <a class="header-anchor" href="#interface-iactivityjoinoptions" aria-label="Permalink to &quot;Interface: IActivityJoinOptions&quot;">​</a></h1><p>How an activity is joined.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="autocreate" tabindex="-1">autoCreate? <a class="header-anchor" href="#autocreate" aria-label="Permalink to &quot;autoCreate?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>autoCreate?</strong>: <a href="./IAutoCreateActivityOptions"><code>IAutoCreateActivityOptions</code></a></p></blockquote><p>Creates the activity if there is none.</p><hr><h3 id="lurk" tabindex="-1">lurk? <a class="header-anchor" href="#lurk" aria-label="Permalink to &quot;lurk?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>lurk?</strong>: <code>boolean</code></p></blockquote><p>Whether to see the others without being seen. Default: false.</p><hr><h3 id="state" tabindex="-1">state? <a class="header-anchor" href="#state" aria-label="Permalink to &quot;state?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>state?</strong>: <a href="./../type-aliases/KeyedValues"><code>KeyedValues</code></a></p></blockquote><p>The state at the beginning.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IActivityJoinOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IActivityJoinOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IActivityJoinOptions as default
};
