import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: IUsernameAndPassword","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/IUsernameAndPassword.md","filePath":"api/interfaces/IUsernameAndPassword.md"}');
const _sfc_main = { name: "api/interfaces/IUsernameAndPassword.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-iusernameandpassword" tabindex="-1">Interface: IUsernameAndPassword <a class="header-anchor" href="#interface-iusernameandpassword" aria-label="Permalink to &quot;Interface: IUsernameAndPassword&quot;">​</a></h1><p>Name and password of a user.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="password" tabindex="-1">password <a class="header-anchor" href="#password" aria-label="Permalink to &quot;password&quot;">​</a></h3><blockquote><p><strong>password</strong>: <code>string</code></p></blockquote><p>The password. An empty one makes the attempt fail.</p><hr><h3 id="username" tabindex="-1">username <a class="header-anchor" href="#username" aria-label="Permalink to &quot;username&quot;">​</a></h3><blockquote><p><strong>username</strong>: <code>string</code></p></blockquote><p>The name of the user. An empty one makes the attempt fail.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/IUsernameAndPassword.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const IUsernameAndPassword = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  IUsernameAndPassword as default
};
