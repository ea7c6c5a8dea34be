import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IWebSocketClass","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IWebSocketClass.md","filePath":"api/interfaces/IWebSocketClass.md"}');
const _sfc_main = { name: "api/interfaces/IWebSocketClass.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-iwebsocketclass" tabindex="-1">Interface: IWebSocketClass <a class="header-anchor" href="#interface-iwebsocketclass" aria-label="Permalink to &quot;Interface: IWebSocketClass&quot;">​</a></h1><p>A WebSocket class, as of a browser or of a package for Node.</p><h2 id="constructors" tabindex="-1">Constructors <a class="header-anchor" href="#constructors" aria-label="Permalink to &quot;Constructors&quot;">​</a></h2><h3 id="constructor" tabindex="-1">Constructor <a class="header-anchor" href="#constructor" aria-label="Permalink to &quot;Constructor&quot;">​</a></h3><blockquote><p><strong>new IWebSocketClass</strong>(<code>url</code>, <code>protocols?</code>): <code>object</code></p></blockquote><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h5><p><code>string</code></p><h5 id="protocols" tabindex="-1">protocols? <a class="header-anchor" href="#protocols" aria-label="Permalink to &quot;protocols?&quot;">​</a></h5><p><code>string</code> | <code>string</code>[]</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>object</code></p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="closed" tabindex="-1">CLOSED <a class="header-anchor" href="#closed" aria-label="Permalink to &quot;CLOSED&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>CLOSED</strong>: <code>number</code></p></blockquote><p>The <code>readyState</code> of one that is closed.</p><hr><h3 id="closing" tabindex="-1">CLOSING <a class="header-anchor" href="#closing" aria-label="Permalink to &quot;CLOSING&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>CLOSING</strong>: <code>number</code></p></blockquote><p>The <code>readyState</code> of one that is being closed.</p><hr><h3 id="connecting" tabindex="-1">CONNECTING <a class="header-anchor" href="#connecting" aria-label="Permalink to &quot;CONNECTING&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>CONNECTING</strong>: <code>number</code></p></blockquote><p>The <code>readyState</code> of a socket that is being opened.</p><hr><h3 id="open" tabindex="-1">OPEN <a class="header-anchor" href="#open" aria-label="Permalink to &quot;OPEN&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>OPEN</strong>: <code>number</code></p></blockquote><p>The <code>readyState</code> of one that is open.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IWebSocketClass.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IWebSocketClass = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IWebSocketClass as default
};
