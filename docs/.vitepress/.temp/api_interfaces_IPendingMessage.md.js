import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IPendingMessage","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IPendingMessage.md","filePath":"api/interfaces/IPendingMessage.md"}');
const _sfc_main = { name: "api/interfaces/IPendingMessage.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-ipendingmessage" tabindex="-1">Interface: IPendingMessage <a class="header-anchor" href="#interface-ipendingmessage" aria-label="Permalink to &quot;Interface: IPendingMessage&quot;">​</a></h1><p>A message that the server has not answered, or of an earlier page and refused. Frozen.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="chatid" tabindex="-1">chatId <a class="header-anchor" href="#chatid" aria-label="Permalink to &quot;chatId&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>chatId</strong>: <code>string</code></p></blockquote><p>The chat that it is for.</p><hr><h3 id="error" tabindex="-1">error <a class="header-anchor" href="#error" aria-label="Permalink to &quot;error&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>error</strong>: <code>Error</code> | <code>null</code></p></blockquote><p>Why the server does not take it; null while it waits to be sent.</p><hr><h3 id="id" tabindex="-1">id <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>id</strong>: <code>string</code></p></blockquote><p>Names the message, also after a reload; see <code>ChatService.discardMessage</code>.</p><hr><h3 id="message" tabindex="-1">message <a class="header-anchor" href="#message" aria-label="Permalink to &quot;message&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>message</strong>: <code>string</code></p></blockquote><p>The text.</p><hr><h3 id="timestamp" tabindex="-1">timestamp <a class="header-anchor" href="#timestamp" aria-label="Permalink to &quot;timestamp&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>timestamp</strong>: <code>Date</code></p></blockquote><p>When it was written.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IPendingMessage.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IPendingMessage = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IPendingMessage as default
};
