import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: reconnect","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/reconnect.md","filePath":"api/variables/reconnect.md"}');
const _sfc_main = { name: "api/variables/reconnect.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-reconnect" tabindex="-1">Variable: reconnect <a class="header-anchor" href="#variable-reconnect" aria-label="Permalink to &quot;Variable: reconnect&quot;">​</a></h1><blockquote><p><code>const</code> <strong>reconnect</strong>: (<code>url</code>, <code>token</code>, <code>options?</code>, <code>cancellationToken?</code>) =&gt; <code>Promise</code>&lt;<a href="./../classes/ConvergenceDomain"><code>ConvergenceDomain</code></a>&gt; = <code>Convergence.reconnect</code></p></blockquote><p>See <code>Convergence.reconnect</code>.</p><p>Connects as the user of a former session, by its reconnect token.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><h3 id="token" tabindex="-1">token <a class="header-anchor" href="#token" aria-label="Permalink to &quot;token&quot;">​</a></h3><p><code>string</code></p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/IConvergenceOptions"><code>IConvergenceOptions</code></a></p><h3 id="cancellationtoken" tabindex="-1">cancellationToken? <a class="header-anchor" href="#cancellationtoken" aria-label="Permalink to &quot;cancellationToken?&quot;">​</a></h3><p><a href="./../classes/CancellationToken"><code>CancellationToken</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../classes/ConvergenceDomain"><code>ConvergenceDomain</code></a>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/reconnect.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const reconnect = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  reconnect as default
};
