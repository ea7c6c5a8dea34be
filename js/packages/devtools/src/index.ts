export { FlightRecorder, type RecorderOptions } from "./recorder.js";
export { type Change, applied, changesBetween } from "./changes.js";
export { type Entry, type RecordedModel, type Recording, playInto, readRecording, replay } from "./recording.js";
export { showInspector } from "./panel.js";
export { type Plain, fromPlain, toPlain } from "./plain.js";
