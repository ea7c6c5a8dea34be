import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ICreateChatOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ICreateChatOptions.md","filePath":"api/interfaces/ICreateChatOptions.md"}');
const _sfc_main = { name: "api/interfaces/ICreateChatOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-icreatechatoptions" tabindex="-1">Interface: ICreateChatOptions <a class="header-anchor" href="#interface-icreatechatoptions" aria-label="Permalink to &quot;Interface: ICreateChatOptions&quot;">​</a></h1><p>What a chat is made from.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="id" tabindex="-1">id? <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>id?</strong>: <code>string</code></p></blockquote><p>Default: one that the server makes up.</p><hr><h3 id="ignoreexistserror" tabindex="-1">ignoreExistsError? <a class="header-anchor" href="#ignoreexistserror" aria-label="Permalink to &quot;ignoreExistsError?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>ignoreExistsError?</strong>: <code>boolean</code></p></blockquote><p>Whether it is fine if there is a chat of that id already.</p><hr><h3 id="members" tabindex="-1">members? <a class="header-anchor" href="#members" aria-label="Permalink to &quot;members?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>members?</strong>: <a href="./../type-aliases/DomainUserIdentifier"><code>DomainUserIdentifier</code></a>[]</p></blockquote><p>The first members, besides the user of this client.</p><hr><h3 id="membership" tabindex="-1">membership <a class="header-anchor" href="#membership" aria-label="Permalink to &quot;membership&quot;">​</a></h3><blockquote><p><strong>membership</strong>: <a href="./../type-aliases/ChatMembership"><code>ChatMembership</code></a></p></blockquote><p>Rooms are public.</p><hr><h3 id="name" tabindex="-1">name? <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>name?</strong>: <code>string</code></p></blockquote><p>The name. Default: empty.</p><hr><h3 id="topic" tabindex="-1">topic? <a class="header-anchor" href="#topic" aria-label="Permalink to &quot;topic?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>topic?</strong>: <code>string</code></p></blockquote><p>The topic. Default: empty.</p><hr><h3 id="type" tabindex="-1">type <a class="header-anchor" href="#type" aria-label="Permalink to &quot;type&quot;">​</a></h3><blockquote><p><strong>type</strong>: <code>&quot;channel&quot;</code> | <code>&quot;room&quot;</code></p></blockquote><p>The kind. Direct chats come into being by <code>ChatService.direct</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ICreateChatOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ICreateChatOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ICreateChatOptions as default
};
