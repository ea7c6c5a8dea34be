import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: LogLevel","description":"","frontmatter":{},"headers":[],"relativePath":"api/type-aliases/LogLevel.md","filePath":"api/type-aliases/LogLevel.md"}');
const _sfc_main = { name: "api/type-aliases/LogLevel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="type-alias-loglevel" tabindex="-1">Type Alias: LogLevel <a class="header-anchor" href="#type-alias-loglevel" aria-label="Permalink to &quot;Type Alias: LogLevel&quot;">​</a></h1><blockquote><p><strong>LogLevel</strong> = <em>typeof</em> <a href="./../variables/LogLevel"><code>LogLevel</code></a>[keyof <em>typeof</em> <a href="./../variables/LogLevel"><code>LogLevel</code></a>]</p></blockquote><p>Levels of log lines.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/type-aliases/LogLevel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LogLevel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LogLevel as default
};
