import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IChatMember","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IChatMember.md","filePath":"api/interfaces/IChatMember.md"}');
const _sfc_main = { name: "api/interfaces/IChatMember.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-ichatmember" tabindex="-1">Interface: IChatMember <a class="header-anchor" href="#interface-ichatmember" aria-label="Permalink to &quot;Interface: IChatMember&quot;">​</a></h1><p>A member of a chat.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="maxseeneventnumber" tabindex="-1">maxSeenEventNumber <a class="header-anchor" href="#maxseeneventnumber" aria-label="Permalink to &quot;maxSeenEventNumber&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxSeenEventNumber</strong>: <code>number</code></p></blockquote><p>The newest event that the user has marked as seen; -1 before the first.</p><hr><h3 id="user" tabindex="-1">user <a class="header-anchor" href="#user" aria-label="Permalink to &quot;user&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>user</strong>: <a href="./../classes/DomainUser"><code>DomainUser</code></a></p></blockquote><p>Who it is.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IChatMember.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IChatMember = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IChatMember as default
};
