import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: StackItemAddedEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/StackItemAddedEvent.md","filePath":"api/interfaces/StackItemAddedEvent.md"}');
const _sfc_main = { name: "api/interfaces/StackItemAddedEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-stackitemaddedevent" tabindex="-1">Interface: StackItemAddedEvent <a class="header-anchor" href="#interface-stackitemaddedevent" aria-label="Permalink to &quot;Interface: StackItemAddedEvent&quot;">​</a></h1><p>An edit has begun a new step, or undoing one has made a step that does it again.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><code>StackItemEvent</code>&lt;<code>&quot;stack-item-added&quot;</code>&gt;</li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>&quot;stack-item-added&quot;</code></p></blockquote><p>The name under which the event is listened to.</p><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><code>StackItemEvent.name</code></p><hr><h3 id="src" tabindex="-1">src <a class="header-anchor" href="#src" aria-label="Permalink to &quot;src&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>src</strong>: <a href="./../classes/UndoManager"><code>UndoManager</code></a></p></blockquote><p>The undo manager.</p><h4 id="inherited-from-1" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from-1" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><code>StackItemEvent.src</code></p><hr><h3 id="stackitem" tabindex="-1">stackItem <a class="header-anchor" href="#stackitem" aria-label="Permalink to &quot;stackItem&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>stackItem</strong>: <a href="./UndoStackItem"><code>UndoStackItem</code></a></p></blockquote><p>The step.</p><h4 id="inherited-from-2" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from-2" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><code>StackItemEvent.stackItem</code></p><hr><h3 id="type" tabindex="-1">type <a class="header-anchor" href="#type" aria-label="Permalink to &quot;type&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>type</strong>: <code>&quot;undo&quot;</code> | <code>&quot;redo&quot;</code></p></blockquote><p>Whether it is, or was, one to be undone or to be done again.</p><h4 id="inherited-from-3" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from-3" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><code>StackItemEvent.type</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/StackItemAddedEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StackItemAddedEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StackItemAddedEvent as default
};
