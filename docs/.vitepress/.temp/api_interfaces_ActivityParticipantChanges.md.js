import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ActivityParticipantChanges","description":"","frontmatter":{},"headers":[],"relativePath":"api/interfaces/ActivityParticipantChanges.md","filePath":"api/interfaces/ActivityParticipantChanges.md"}');
const _sfc_main = { name: "api/interfaces/ActivityParticipantChanges.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-activityparticipantchanges" tabindex="-1">Interface: ActivityParticipantChanges <a class="header-anchor" href="#interface-activityparticipantchanges" aria-label="Permalink to &quot;Interface: ActivityParticipantChanges&quot;">​</a></h1><p>What can be different in a clone of a participant.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="activity" tabindex="-1">activity? <a class="header-anchor" href="#activity" aria-label="Permalink to &quot;activity?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>activity?</strong>: <a href="./../classes/Activity"><code>Activity</code></a></p></blockquote><p>Another activity.</p><hr><h3 id="local" tabindex="-1">local? <a class="header-anchor" href="#local" aria-label="Permalink to &quot;local?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>local?</strong>: <code>boolean</code></p></blockquote><p>Whether it is the session of this client.</p><hr><h3 id="sessionid" tabindex="-1">sessionId? <a class="header-anchor" href="#sessionid" aria-label="Permalink to &quot;sessionId?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>sessionId?</strong>: <code>string</code></p></blockquote><p>Another session.</p><hr><h3 id="state" tabindex="-1">state? <a class="header-anchor" href="#state" aria-label="Permalink to &quot;state?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>state?</strong>: <code>Map</code>&lt;<code>string</code>, <code>any</code>&gt;</p></blockquote><p>Another state.</p><hr><h3 id="user" tabindex="-1">user? <a class="header-anchor" href="#user" aria-label="Permalink to &quot;user?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>user?</strong>: <a href="./../classes/DomainUser"><code>DomainUser</code></a></p></blockquote><p>Another user.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/interfaces/ActivityParticipantChanges.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ActivityParticipantChanges = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ActivityParticipantChanges as default
};
