import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: OfflineModelSyncCompletedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/OfflineModelSyncCompletedEvent.md","filePath":"api/interfaces/OfflineModelSyncCompletedEvent.md"}');
const _sfc_main = { name: "api/interfaces/OfflineModelSyncCompletedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-offlinemodelsynccompletedevent" tabindex="-1">Interface: OfflineModelSyncCompletedEvent <a class="header-anchor" href="#interface-offlinemodelsynccompletedevent" aria-label="Permalink to &quot;Interface: OfflineModelSyncCompletedEvent&quot;">​</a></h1><p>What was done to a model offline has reached the server.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="modelid" tabindex="-1">modelId <a class="header-anchor" href="#modelid" aria-label="Permalink to &quot;modelId&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>modelId</strong>: <code>string</code></p></blockquote><p>The id of the model.</p><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>string</code></p></blockquote><p>The name under which the event is listened to.</p><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a>.<a href="./IConvergenceEvent#name"><code>name</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/OfflineModelSyncCompletedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OfflineModelSyncCompletedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OfflineModelSyncCompletedEvent as default
};
