import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: CollaboratorClosedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/CollaboratorClosedEvent.md","filePath":"api/interfaces/CollaboratorClosedEvent.md"}');
const _sfc_main = { name: "api/interfaces/CollaboratorClosedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-collaboratorclosedevent" tabindex="-1">Interface: CollaboratorClosedEvent <a class="header-anchor" href="#interface-collaboratorclosedevent" aria-label="Permalink to &quot;Interface: CollaboratorClosedEvent&quot;">​</a></h1><p>A session closed the model.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a>&lt;<code>&quot;collaborator_closed&quot;</code>&gt;</li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="collaborator" tabindex="-1">collaborator <a class="header-anchor" href="#collaborator" aria-label="Permalink to &quot;collaborator&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>collaborator</strong>: <a href="./../classes/ModelCollaborator"><code>ModelCollaborator</code></a></p></blockquote><p>Who.</p><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>&quot;collaborator_closed&quot;</code></p></blockquote><p>The name under which the event is listened to.</p><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a>.<a href="./IConvergenceEvent#name"><code>name</code></a></p><hr><h3 id="src" tabindex="-1">src <a class="header-anchor" href="#src" aria-label="Permalink to &quot;src&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>src</strong>: <a href="./../classes/RealTimeModel"><code>RealTimeModel</code></a></p></blockquote><p>The model.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/CollaboratorClosedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CollaboratorClosedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CollaboratorClosedEvent as default
};
