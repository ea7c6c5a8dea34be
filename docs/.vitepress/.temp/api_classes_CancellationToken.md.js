import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Class: CancellationToken","description":"","frontmatter":{},"headers":[],"relativePath":"api/classes/CancellationToken.md","filePath":"api/classes/CancellationToken.md"}');
const _sfc_main = { name: "api/classes/CancellationToken.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="class-cancellationtoken" tabindex="-1">Class: CancellationToken <a class="header-anchor" href="#class-cancellationtoken" aria-label="Permalink to &quot;Class: CancellationToken&quot;">​</a></h1><p>Aborts a connection that is being made: pass it to a connect function, then call <code>cancel</code>.</p><h2 id="constructors" tabindex="-1">Constructors <a class="header-anchor" href="#constructors" aria-label="Permalink to &quot;Constructors&quot;">​</a></h2><h3 id="constructor" tabindex="-1">Constructor <a class="header-anchor" href="#constructor" aria-label="Permalink to &quot;Constructor&quot;">​</a></h3><blockquote><p><strong>new CancellationToken</strong>(): <code>CancellationToken</code></p></blockquote><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>CancellationToken</code></p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="cancel" tabindex="-1">cancel() <a class="header-anchor" href="#cancel" aria-label="Permalink to &quot;cancel()&quot;">​</a></h3><blockquote><p><strong>cancel</strong>(): <code>void</code></p></blockquote><p>Aborts the attempt; its promise rejects with a ConvergenceError of code <code>cancelled</code>. Throws when no connect function has the token yet, or when it was cancelled before.</p><h4 id="returns-1" tabindex="-1">Returns <a class="header-anchor" href="#returns-1" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p><hr><h3 id="isbound" tabindex="-1">isBound() <a class="header-anchor" href="#isbound" aria-label="Permalink to &quot;isBound()&quot;">​</a></h3><blockquote><p><strong>isBound</strong>(): <code>boolean</code></p></blockquote><p>Whether a connect function has the token.</p><h4 id="returns-2" tabindex="-1">Returns <a class="header-anchor" href="#returns-2" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>boolean</code></p><hr><h3 id="create" tabindex="-1">create() <a class="header-anchor" href="#create" aria-label="Permalink to &quot;create()&quot;">​</a></h3><blockquote><p><code>static</code> <strong>create</strong>(): <code>CancellationToken</code></p></blockquote><p>Makes a token.</p><h4 id="returns-3" tabindex="-1">Returns <a class="header-anchor" href="#returns-3" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>CancellationToken</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/classes/CancellationToken.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CancellationToken = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CancellationToken as default
};
