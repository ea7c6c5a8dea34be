import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: configureLogging","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/configureLogging.md","filePath":"api/variables/configureLogging.md"}');
const _sfc_main = { name: "api/variables/configureLogging.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-configurelogging" tabindex="-1">Variable: configureLogging <a class="header-anchor" href="#variable-configurelogging" aria-label="Permalink to &quot;Variable: configureLogging&quot;">​</a></h1><blockquote><p><code>const</code> <strong>configureLogging</strong>: (<code>config</code>) =&gt; <code>void</code> = <code>Convergence.configureLogging</code></p></blockquote><p>See <code>Convergence.configureLogging</code>.</p><p>Sets what is printed to the console.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="config" tabindex="-1">config <a class="header-anchor" href="#config" aria-label="Permalink to &quot;config&quot;">​</a></h3><p><a href="./../interfaces/ILoggingConfigData"><code>ILoggingConfigData</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/configureLogging.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const configureLogging = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  configureLogging as default
};
