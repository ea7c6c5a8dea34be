import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: LogLevel","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/LogLevel.md","filePath":"api/variables/LogLevel.md"}');
const _sfc_main = { name: "api/variables/LogLevel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-loglevel" tabindex="-1">Variable: LogLevel <a class="header-anchor" href="#variable-loglevel" aria-label="Permalink to &quot;Variable: LogLevel&quot;">​</a></h1><blockquote><p><code>const</code> <strong>LogLevel</strong>: <code>Readonly</code>&lt;{ <code>DEBUG</code>: <code>&quot;debug&quot;</code>; <code>ERROR</code>: <code>&quot;error&quot;</code>; <code>INFO</code>: <code>&quot;info&quot;</code>; <code>SILENT</code>: <code>&quot;silent&quot;</code>; <code>TRACE</code>: <code>&quot;trace&quot;</code>; <code>WARN</code>: <code>&quot;warn&quot;</code>; }&gt;</p></blockquote><p>Levels of log lines.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/LogLevel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LogLevel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LogLevel as default
};
