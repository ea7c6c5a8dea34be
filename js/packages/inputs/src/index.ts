export type { Person } from "../../text/people.js";
export type { Options as TextOptions } from "../../text/options.js";
export { bindText } from "./text.js";
export { bindCheckbox, bindDate, bindNumber, bindRadios, bindSelect, bindValue } from "./values.js";
export type { TextControl } from "./shown.js";
