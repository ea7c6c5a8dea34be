import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ISentMessage","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ISentMessage.md","filePath":"api/interfaces/ISentMessage.md"}');
const _sfc_main = { name: "api/interfaces/ISentMessage.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-isentmessage" tabindex="-1">Interface: ISentMessage <a class="header-anchor" href="#interface-isentmessage" aria-label="Permalink to &quot;Interface: ISentMessage&quot;">​</a></h1><p>Where a message went.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="eventnumber" tabindex="-1">eventNumber <a class="header-anchor" href="#eventnumber" aria-label="Permalink to &quot;eventNumber&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>eventNumber</strong>: <code>number</code></p></blockquote><p>Its number among the events of the chat.</p><hr><h3 id="timestamp" tabindex="-1">timestamp <a class="header-anchor" href="#timestamp" aria-label="Permalink to &quot;timestamp&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>timestamp</strong>: <code>Date</code></p></blockquote><p>When the server took it.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ISentMessage.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ISentMessage = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ISentMessage as default
};
