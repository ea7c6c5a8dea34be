import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IPresenceEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IPresenceEvent.md","filePath":"api/interfaces/IPresenceEvent.md"}');
const _sfc_main = { name: "api/interfaces/IPresenceEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-ipresenceevent" tabindex="-1">Interface: IPresenceEvent <a class="header-anchor" href="#interface-ipresenceevent" aria-label="Permalink to &quot;Interface: IPresenceEvent&quot;">​</a></h1><p>What the events of presence have in common. All of them are frozen.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a></li></ul><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./PresenceAvailabilityChangedEvent"><code>PresenceAvailabilityChangedEvent</code></a></li><li><a href="./PresenceStateClearedEvent"><code>PresenceStateClearedEvent</code></a></li><li><a href="./PresenceStateRejectedEvent"><code>PresenceStateRejectedEvent</code></a></li><li><a href="./PresenceStateRemovedEvent"><code>PresenceStateRemovedEvent</code></a></li><li><a href="./PresenceStateSetEvent"><code>PresenceStateSetEvent</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>string</code></p></blockquote><p>The name under which the event is listened to.</p><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a>.<a href="./IConvergenceEvent#name"><code>name</code></a></p><hr><h3 id="user" tabindex="-1">user <a class="header-anchor" href="#user" aria-label="Permalink to &quot;user&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>user</strong>: <a href="./../classes/DomainUser"><code>DomainUser</code></a></p></blockquote><p>Whose presence has changed.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IPresenceEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IPresenceEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IPresenceEvent as default
};
