import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ILoggerConfig","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ILoggerConfig.md","filePath":"api/interfaces/ILoggerConfig.md"}');
const _sfc_main = { name: "api/interfaces/ILoggerConfig.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-iloggerconfig" tabindex="-1">Interface: ILoggerConfig <a class="header-anchor" href="#interface-iloggerconfig" aria-label="Permalink to &quot;Interface: ILoggerConfig&quot;">​</a></h1><p>Settings of one logger.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="level" tabindex="-1">level? <a class="header-anchor" href="#level" aria-label="Permalink to &quot;level?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>level?</strong>: <a href="./../type-aliases/LogLevel"><code>LogLevel</code></a></p></blockquote><p>Lines below this level are not printed.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ILoggerConfig.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ILoggerConfig = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ILoggerConfig as default
};
