import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IHistoryEvent<N>","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IHistoryEvent.md","filePath":"api/interfaces/IHistoryEvent.md"}');
const _sfc_main = { name: "api/interfaces/IHistoryEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-ihistoryevent-n" tabindex="-1">Interface: IHistoryEvent&lt;N&gt; <a class="header-anchor" href="#interface-ihistoryevent-n" aria-label="Permalink to &quot;Interface: IHistoryEvent\\&lt;N\\&gt;&quot;">​</a></h1><p>What the events of a history have in common. All of them are frozen.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a>&lt;<code>N</code>&gt;</li></ul><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./HistoryTargetChangedEvent"><code>HistoryTargetChangedEvent</code></a></li><li><a href="./HistoryTransitionEndEvent"><code>HistoryTransitionEndEvent</code></a></li><li><a href="./HistoryTransitionStartEvent"><code>HistoryTransitionStartEvent</code></a></li></ul><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="n" tabindex="-1">N <a class="header-anchor" href="#n" aria-label="Permalink to &quot;N&quot;">​</a></h3><p><code>N</code> <em>extends</em> <code>string</code> = <code>string</code></p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>N</code></p></blockquote><p>The name under which the event is listened to.</p><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./IConvergenceEvent"><code>IConvergenceEvent</code></a>.<a href="./IConvergenceEvent#name"><code>name</code></a></p><hr><h3 id="src" tabindex="-1">src <a class="header-anchor" href="#src" aria-label="Permalink to &quot;src&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>src</strong>: <a href="./../classes/HistoricalModel"><code>HistoricalModel</code></a></p></blockquote><p>The history.</p><hr><h3 id="version" tabindex="-1">version <a class="header-anchor" href="#version" aria-label="Permalink to &quot;version&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>version</strong>: <code>number</code></p></blockquote><p>A version of the model.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IHistoryEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IHistoryEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IHistoryEvent as default
};
