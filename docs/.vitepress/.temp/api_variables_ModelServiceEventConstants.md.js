import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ModelServiceEventConstants","description":"","frontmatter":{},"headers":[],"relativePath":"api/variables/ModelServiceEventConstants.md","filePath":"api/variables/ModelServiceEventConstants.md"}');
const _sfc_main = { name: "api/variables/ModelServiceEventConstants.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="variable-modelserviceeventconstants" tabindex="-1">Variable: ModelServiceEventConstants <a class="header-anchor" href="#variable-modelserviceeventconstants" aria-label="Permalink to &quot;Variable: ModelServiceEventConstants&quot;">​</a></h1><blockquote><p><code>const</code> <strong>ModelServiceEventConstants</strong>: <code>Readonly</code>&lt;{ <code>OFFLINE_MODEL_DELETED</code>: <code>&quot;offline_model_deleted&quot;</code>; <code>OFFLINE_MODEL_PERMISSIONS_REVOKED</code>: <code>&quot;offline_model_permissions_revoked&quot;</code>; <code>OFFLINE_MODEL_REFUSED</code>: <code>&quot;offline_model_refused&quot;</code>; <code>OFFLINE_MODEL_STATUS_CHANGED</code>: <code>&quot;offline_model_status_changed&quot;</code>; <code>OFFLINE_MODEL_SYNC_COMPLETED</code>: <code>&quot;offline_model_sync_completed&quot;</code>; <code>OFFLINE_MODEL_SYNC_ERROR</code>: <code>&quot;offline_model_sync_error&quot;</code>; <code>OFFLINE_MODEL_SYNC_STARTED</code>: <code>&quot;offline_model_sync_started&quot;</code>; <code>OFFLINE_MODEL_UPDATED</code>: <code>&quot;offline_model_updated&quot;</code>; <code>OFFLINE_MODELS_DOWNLOAD_COMPLETED</code>: <code>&quot;offline_models_download_completed&quot;</code>; <code>OFFLINE_MODELS_DOWNLOAD_PENDING</code>: <code>&quot;offline_models_download_pending&quot;</code>; <code>OFFLINE_MODELS_DOWNLOAD_PROGRESS</code>: <code>&quot;offline_models_download_progress&quot;</code>; <code>OFFLINE_MODELS_SYNC_ABORTED</code>: <code>&quot;offline_models_sync_aborted&quot;</code>; <code>OFFLINE_MODELS_SYNC_COMPLETED</code>: <code>&quot;offline_models_sync_completed&quot;</code>; <code>OFFLINE_MODELS_SYNC_PROGRESS</code>: <code>&quot;offline_models_sync_progress&quot;</code>; <code>OFFLINE_MODELS_SYNC_STARTED</code>: <code>&quot;offline_models_sync_started&quot;</code>; }&gt;</p></blockquote><p>The names of the events of <code>ModelService</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/variables/ModelServiceEventConstants.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelServiceEventConstants = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelServiceEventConstants as default
};
