import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PresenceStateRejectedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/PresenceStateRejectedEvent.md","filePath":"api/interfaces/PresenceStateRejectedEvent.md"}');
const _sfc_main = { name: "api/interfaces/PresenceStateRejectedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-presencestaterejectedevent" tabindex="-1">Interface: PresenceStateRejectedEvent <a class="header-anchor" href="#interface-presencestaterejectedevent" aria-label="Permalink to &quot;Interface: PresenceStateRejectedEvent&quot;">​</a></h1><p>The server does not take a change of the state. What it has follows as other events.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><a href="./IPresenceEvent"><code>IPresenceEvent</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="error" tabindex="-1">error <a class="header-anchor" href="#error" aria-label="Permalink to &quot;error&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>error</strong>: <code>Error</code></p></blockquote><p>Why.</p><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>string</code></p></blockquote><p>The name under which the event is listened to.</p><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IPresenceEvent"><code>IPresenceEvent</code></a>.<a href="./IPresenceEvent#name"><code>name</code></a></p><hr><h3 id="user" tabindex="-1">user <a class="header-anchor" href="#user" aria-label="Permalink to &quot;user&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>user</strong>: <a href="./../classes/DomainUser"><code>DomainUser</code></a></p></blockquote><p>Whose presence has changed.</p><h4 id="inherited-from-1" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from-1" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IPresenceEvent"><code>IPresenceEvent</code></a>.<a href="./IPresenceEvent#user"><code>user</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/PresenceStateRejectedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PresenceStateRejectedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PresenceStateRejectedEvent as default
};
