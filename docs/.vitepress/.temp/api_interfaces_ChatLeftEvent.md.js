import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ChatLeftEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ChatLeftEvent.md","filePath":"api/interfaces/ChatLeftEvent.md"}');
const _sfc_main = { name: "api/interfaces/ChatLeftEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-chatleftevent" tabindex="-1">Interface: ChatLeftEvent <a class="header-anchor" href="#interface-chatleftevent" aria-label="Permalink to &quot;Interface: ChatLeftEvent&quot;">​</a></h1><p>The user of this client is no member any more, maybe because of another session.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><a href="./IChatEvent"><code>IChatEvent</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="chatid" tabindex="-1">chatId <a class="header-anchor" href="#chatid" aria-label="Permalink to &quot;chatId&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>chatId</strong>: <code>string</code></p></blockquote><p>The id of the chat.</p><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IChatEvent"><code>IChatEvent</code></a>.<a href="./IChatEvent#chatid"><code>chatId</code></a></p><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>string</code></p></blockquote><p>The name under which the event is listened to.</p><h4 id="inherited-from-1" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from-1" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IChatEvent"><code>IChatEvent</code></a>.<a href="./IChatEvent#name"><code>name</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ChatLeftEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChatLeftEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChatLeftEvent as default
};
