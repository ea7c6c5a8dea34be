// The entry @convergence-wasm/client/history, which is loaded when `RealTimeModel.versions`
// is called first. What it exports takes models of any build of the client.
export { ModelVersions, versions, type NamedVersion } from "./past/versions.js";
