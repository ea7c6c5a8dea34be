import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Class: UserGroup","description":"","frontmatter":{},"headers":[],"relativePath":"api/classes/UserGroup.md","filePath":"api/classes/UserGroup.md"}');
const _sfc_main = { name: "api/classes/UserGroup.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="class-usergroup" tabindex="-1">Class: UserGroup <a class="header-anchor" href="#class-usergroup" aria-label="Permalink to &quot;Class: UserGroup&quot;">​</a></h1><p>A named set of users.</p><h2 id="constructors" tabindex="-1">Constructors <a class="header-anchor" href="#constructors" aria-label="Permalink to &quot;Constructors&quot;">​</a></h2><h3 id="constructor" tabindex="-1">Constructor <a class="header-anchor" href="#constructor" aria-label="Permalink to &quot;Constructor&quot;">​</a></h3><blockquote><p><strong>new UserGroup</strong>(<code>id</code>, <code>description</code>, <code>members</code>): <code>UserGroup</code></p></blockquote><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="id" tabindex="-1">id <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id&quot;">​</a></h5><p><code>string</code></p><p>The name of the group, unique in the domain.</p><h5 id="description" tabindex="-1">description <a class="header-anchor" href="#description" aria-label="Permalink to &quot;description&quot;">​</a></h5><p><code>string</code></p><p>What the group is for.</p><h5 id="members" tabindex="-1">members <a class="header-anchor" href="#members" aria-label="Permalink to &quot;members&quot;">​</a></h5><p>readonly <code>string</code>[]</p><p>The usernames of its members.</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>UserGroup</code></p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="description-1" tabindex="-1">description <a class="header-anchor" href="#description-1" aria-label="Permalink to &quot;description&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>description</strong>: <code>string</code></p></blockquote><p>What the group is for.</p><hr><h3 id="id-1" tabindex="-1">id <a class="header-anchor" href="#id-1" aria-label="Permalink to &quot;id&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>id</strong>: <code>string</code></p></blockquote><p>The name of the group, unique in the domain.</p><hr><h3 id="members-1" tabindex="-1">members <a class="header-anchor" href="#members-1" aria-label="Permalink to &quot;members&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>members</strong>: readonly <code>string</code>[]</p></blockquote><p>The usernames of its members.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/classes/UserGroup.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const UserGroup = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  UserGroup as default
};
