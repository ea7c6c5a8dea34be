// The entry @convergence-wasm/client/history, which is loaded when `RealTimeModel.versions`
// or `RealTimeModel.attribution` is called first. What it exports takes models of any build of the client.
export { ModelVersions, versions, type NamedVersion } from "./past/versions.js";
export { Attribution, type AttributionChange } from "./past/attribution.js";
export { attribution, AttributionError } from "./past/attribution-opening.js";
export type { Author, EntryAuthor, PropertyAuthor, TextAuthor } from "./past/author.js";
