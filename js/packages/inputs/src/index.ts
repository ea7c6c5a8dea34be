export type { Person } from "../../text/people.js";
export { bindText, type TextOptions } from "./text.js";
export { bindCheckbox, bindDate, bindNumber, bindRadios, bindSelect, bindValue } from "./values.js";
export type { TextControl } from "./shown.js";
