import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Class: ModelCollaborator","description":"","frontmatter":{},"headers":[],"relativePath":"api/classes/ModelCollaborator.md","filePath":"api/classes/ModelCollaborator.md"}');
const _sfc_main = { name: "api/classes/ModelCollaborator.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="class-modelcollaborator" tabindex="-1">Class: ModelCollaborator <a class="header-anchor" href="#class-modelcollaborator" aria-label="Permalink to &quot;Class: ModelCollaborator&quot;">​</a></h1><p>A session that has a model open.</p><h2 id="constructors" tabindex="-1">Constructors <a class="header-anchor" href="#constructors" aria-label="Permalink to &quot;Constructors&quot;">​</a></h2><h3 id="constructor" tabindex="-1">Constructor <a class="header-anchor" href="#constructor" aria-label="Permalink to &quot;Constructor&quot;">​</a></h3><blockquote><p><strong>new ModelCollaborator</strong>(<code>user</code>, <code>sessionId</code>): <code>ModelCollaborator</code></p></blockquote><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="user" tabindex="-1">user <a class="header-anchor" href="#user" aria-label="Permalink to &quot;user&quot;">​</a></h5><p><a href="./DomainUser"><code>DomainUser</code></a></p><p>Who it is.</p><h5 id="sessionid" tabindex="-1">sessionId <a class="header-anchor" href="#sessionid" aria-label="Permalink to &quot;sessionId&quot;">​</a></h5><p><code>string</code></p><p>The session: one user may have several.</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>ModelCollaborator</code></p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="sessionid-1" tabindex="-1">sessionId <a class="header-anchor" href="#sessionid-1" aria-label="Permalink to &quot;sessionId&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sessionId</strong>: <code>string</code></p></blockquote><p>The session: one user may have several.</p><hr><h3 id="user-1" tabindex="-1">user <a class="header-anchor" href="#user-1" aria-label="Permalink to &quot;user&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>user</strong>: <a href="./DomainUser"><code>DomainUser</code></a></p></blockquote><p>Who it is.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/classes/ModelCollaborator.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelCollaborator = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelCollaborator as default
};
