import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IStorageAdapter","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IStorageAdapter.md","filePath":"api/interfaces/IStorageAdapter.md"}');
const _sfc_main = { name: "api/interfaces/IStorageAdapter.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-istorageadapter" tabindex="-1">Interface: IStorageAdapter <a class="header-anchor" href="#interface-istorageadapter" aria-label="Permalink to &quot;Interface: IStorageAdapter&quot;">​</a></h1><p>A store of the application&#39;s own, for <code>options.offline.storage</code>.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="adapterid" tabindex="-1">adapterId()? <a class="header-anchor" href="#adapterid" aria-label="Permalink to &quot;adapterId()?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>adapterId</strong>(): <code>string</code></p></blockquote><p>A name for people.</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>string</code></p><hr><h3 id="initialize" tabindex="-1">initialize() <a class="header-anchor" href="#initialize" aria-label="Permalink to &quot;initialize()&quot;">​</a></h3><blockquote><p><strong>initialize</strong>(<code>namespace</code>, <code>domainId</code>, <code>username</code>): <code>Promise</code>&lt;<code>void</code>&gt;</p></blockquote><p>Chooses the records of a user. Called before <code>openRecords</code>.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="namespace" tabindex="-1">namespace <a class="header-anchor" href="#namespace" aria-label="Permalink to &quot;namespace&quot;">​</a></h5><p><code>string</code></p><h5 id="domainid" tabindex="-1">domainId <a class="header-anchor" href="#domainid" aria-label="Permalink to &quot;domainId&quot;">​</a></h5><p><code>string</code></p><h5 id="username" tabindex="-1">username <a class="header-anchor" href="#username" aria-label="Permalink to &quot;username&quot;">​</a></h5><p><code>string</code></p><h4 id="returns-1" tabindex="-1">Returns <a class="header-anchor" href="#returns-1" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>Promise</code>&lt;<code>void</code>&gt;</p><hr><h3 id="openrecords" tabindex="-1">openRecords() <a class="header-anchor" href="#openrecords" aria-label="Permalink to &quot;openRecords()&quot;">​</a></h3><blockquote><p><strong>openRecords</strong>(): <code>Promise</code>&lt;<a href="./IRecordStore"><code>IRecordStore</code></a>&gt;</p></blockquote><p>Opens the records. Called again after the store has said that it was lost or blocked.</p><h4 id="returns-2" tabindex="-1">Returns <a class="header-anchor" href="#returns-2" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>Promise</code>&lt;<a href="./IRecordStore"><code>IRecordStore</code></a>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IStorageAdapter.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IStorageAdapter = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IStorageAdapter as default
};
