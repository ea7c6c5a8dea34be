import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ILoggingConfigData","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ILoggingConfigData.md","filePath":"api/interfaces/ILoggingConfigData.md"}');
const _sfc_main = { name: "api/interfaces/ILoggingConfigData.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-iloggingconfigdata" tabindex="-1">Interface: ILoggingConfigData <a class="header-anchor" href="#interface-iloggingconfigdata" aria-label="Permalink to &quot;Interface: ILoggingConfigData&quot;">​</a></h1><p>What <code>configureLogging</code> takes.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="loggers" tabindex="-1">loggers? <a class="header-anchor" href="#loggers" aria-label="Permalink to &quot;loggers?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>loggers?</strong>: <code>object</code></p></blockquote><p>By dot-separated id; a logger without an entry uses the one of its parent. The loggers are protocol (messages at debug, never their content), connection, socket, heartbeat, domain, models (operations at trace), models.offline, storage, identity, presence, activities.activity, activities.service and chat.</p><h4 id="index-signature" tabindex="-1">Index Signature <a class="header-anchor" href="#index-signature" aria-label="Permalink to &quot;Index Signature&quot;">​</a></h4><p>[<code>id</code>: <code>string</code>]: <a href="./../type-aliases/LogLevel"><code>LogLevel</code></a> | <a href="./ILoggerConfig"><code>ILoggerConfig</code></a></p><hr><h3 id="root" tabindex="-1">root? <a class="header-anchor" href="#root" aria-label="Permalink to &quot;root?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>root?</strong>: <a href="./../type-aliases/LogLevel"><code>LogLevel</code></a> | <a href="./ILoggerConfig"><code>ILoggerConfig</code></a></p></blockquote><p>For every logger that is not listed. Default: warn.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ILoggingConfigData.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ILoggingConfigData = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ILoggingConfigData as default
};
