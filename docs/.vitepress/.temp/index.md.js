import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"","description":"","frontmatter":{"layout":"home","hero":{"name":"Convergence","text":"Shared documents for web pages","tagline":"Open a model, edit it with ordinary calls, and everybody who has it open sees the change.","actions":[{"theme":"brand","text":"Getting started","link":"/guide/getting-started"},{"theme":"alt","text":"What it is","link":"/guide/introduction"},{"theme":"alt","text":"Examples","link":"/guide/examples"}]},"features":[{"title":"Documents","details":"Text, lists, numbers and objects that many edit at once. Everybody ends with the same.","link":"/guide/models"},{"title":"People","details":"Cursors, presence, activities and chat, with permissions on every document.","link":"/guide/presence"},{"title":"Offline","details":"Edits survive reloads and crashes, and merge when the connection is back.","link":"/guide/offline"},{"title":"One program","details":"The server keeps everything in SQLite files. No database to run beside it, unless you want PostgreSQL.","link":"/deploying"},{"title":"A familiar API","details":"That of the Convergence client 1.0.0-rc.12, with what is different in one table.","link":"/guide/migrating"},{"title":"Something else?","details":"Beside Yjs, Automerge, Liveblocks and ShareDB, with what is missing here.","link":"/guide/comparison"}]},"headers":[],"relativePath":"index.md","filePath":"index.md"}');
const _sfc_main = { name: "index.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("index.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const index = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  index as default
};
