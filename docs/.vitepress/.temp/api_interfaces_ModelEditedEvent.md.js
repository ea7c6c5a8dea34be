import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ModelEditedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ModelEditedEvent.md","filePath":"api/interfaces/ModelEditedEvent.md"}');
const _sfc_main = { name: "api/interfaces/ModelEditedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-modeleditedevent" tabindex="-1">Interface: ModelEditedEvent <a class="header-anchor" href="#interface-modeleditedevent" aria-label="Permalink to &quot;Interface: ModelEditedEvent&quot;">​</a></h1><p>This client has changed the model, whether or not local events are emitted. <code>events()</code> tells of it only while somebody listens to it by name.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a>&lt;<code>&quot;edited&quot;</code>&gt;</li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="change" tabindex="-1">change <a class="header-anchor" href="#change" aria-label="Permalink to &quot;change&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>change</strong>: <a href="./IValueChangedEvent"><code>IValueChangedEvent</code></a>&lt;<a href="./../classes/RealTimeElement"><code>RealTimeElement</code></a>&lt;<code>any</code>&gt;, <code>string</code>&gt; | <code>null</code></p></blockquote><p>The change; null when the element has emitted it.</p><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>&quot;edited&quot;</code></p></blockquote><p>The name under which the event is listened to.</p><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a>.<a href="./IConvergenceEvent#name"><code>name</code></a></p><hr><h3 id="sequence" tabindex="-1">sequence <a class="header-anchor" href="#sequence" aria-label="Permalink to &quot;sequence&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sequence</strong>: <code>number</code></p></blockquote><p>The number of the operation that the change is part of. They are accepted one by one in this order, each with a <code>version_changed</code>. A number that comes again after a higher one is that of another operation: those from it on have been merged into the one before.</p><hr><h3 id="src" tabindex="-1">src <a class="header-anchor" href="#src" aria-label="Permalink to &quot;src&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>src</strong>: <a href="./../classes/RealTimeModel"><code>RealTimeModel</code></a></p></blockquote><p>The model.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ModelEditedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelEditedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelEditedEvent as default
};
