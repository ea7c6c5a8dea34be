import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: EntryClass<E, T, F>","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/EntryClass.md","filePath":"api/interfaces/EntryClass.md"}');
const _sfc_main = { name: "api/interfaces/EntryClass.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-entryclass-e-t-f" tabindex="-1">Interface: EntryClass&lt;E, T, F&gt; <a class="header-anchor" href="#interface-entryclass-e-t-f" aria-label="Permalink to &quot;Interface: EntryClass\\&lt;E, T, F\\&gt;&quot;">​</a></h1><p>A class of history entries with the values of the fields F as arguments of its constructor.</p><h2 id="type-parameters" tabindex="-1">Type Parameters <a class="header-anchor" href="#type-parameters" aria-label="Permalink to &quot;Type Parameters&quot;">​</a></h2><h3 id="e" tabindex="-1">E <a class="header-anchor" href="#e" aria-label="Permalink to &quot;E&quot;">​</a></h3><p><code>E</code> <em>extends</em> <a href="./../classes/ChatHistoryEntry"><code>ChatHistoryEntry</code></a></p><h3 id="t" tabindex="-1">T <a class="header-anchor" href="#t" aria-label="Permalink to &quot;T&quot;">​</a></h3><p><code>T</code> <em>extends</em> <code>string</code></p><h3 id="f" tabindex="-1">F <a class="header-anchor" href="#f" aria-label="Permalink to &quot;F&quot;">​</a></h3><p><code>F</code> <em>extends</em> <code>string</code></p><h2 id="constructors" tabindex="-1">Constructors <a class="header-anchor" href="#constructors" aria-label="Permalink to &quot;Constructors&quot;">​</a></h2><h3 id="constructor" tabindex="-1">Constructor <a class="header-anchor" href="#constructor" aria-label="Permalink to &quot;Constructor&quot;">​</a></h3><blockquote><p><strong>new EntryClass</strong>(...<code>values</code>): <code>E</code></p></blockquote><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="values" tabindex="-1">values <a class="header-anchor" href="#values" aria-label="Permalink to &quot;values&quot;">​</a></h5><p>...<code>FieldValues</code>&lt;<code>E</code>, <code>F</code>&gt;</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>E</code></p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="prototype" tabindex="-1">prototype <a class="header-anchor" href="#prototype" aria-label="Permalink to &quot;prototype&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>prototype</strong>: <code>E</code></p></blockquote><p>What all entries of the class have.</p><hr><h3 id="type" tabindex="-1">TYPE <a class="header-anchor" href="#type" aria-label="Permalink to &quot;TYPE&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>TYPE</strong>: <code>T</code></p></blockquote><p>The type of the entries.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/EntryClass.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const EntryClass = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  EntryClass as default
};
