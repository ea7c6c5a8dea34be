// Code generated from internal/bridge by make generate. DO NOT EDIT.

/** What the core exports. */
export interface Exports {
  header(): number;
  version(): number;
  reserve(bytes: number): number;
  call(method: number, bytes: number): number;
  turn(): number;
  proceed(): number;
  timer_fired(id: number): number;
  socket_opened(socket: number): number;
  socket_message(socket: number, bytes: number): number;
  socket_room(socket: number, bytes: number): number;
  socket_taken(socket: number): number;
  socket_text(socket: number): number;
  socket_closed(socket: number, code: number, bytes: number): number;
  release(element: number): number;
  release_model(model: number): number;
  release_history(history: number): number;
  release_reference(reference: number): number;
  release_activity(activity: number): number;
  element_length(element: number): number;
  element_attached(element: number): number;
  element_listen(element: number, mask: number): number;
  string_value(element: number): number;
  string_splice(element: number, index: number, count: number, units: number): number;
  number_value(element: number): number;
  number_add(element: number, delta: number): number;
  number_set(element: number, value: number): number;
  boolean_value(element: number): number;
  boolean_set(element: number, value: number): number;
  date_value(element: number): number;
  date_set(element: number, millis: number): number;
  model_version(model: number): number;
  model_time(model: number): number;
  model_state(model: number): number;
  undo(undo: number, what: number): number;
  model_batch(model: number, what: number): number;
  model_emit_local(model: number, on: number): number;
  model_listen(model: number, mask: number): number;
  reference_listen(reference: number, mask: number): number;
  history_listen(history: number, mask: number): number;
}

/** What the core imports. */
export interface Imports {
  deliver(address: number, bytes: number): void;
  schedule(): number;
  proceed(): void;
  lock_hold(address: number, bytes: number): void;
  lock_release(address: number, bytes: number): void;
  lock_watch(): void;
  lock_query(query: number): void;
  timer_set(id: number, millis: number): void;
  timer_clear(id: number): void;
  socket_open(socket: number, domain: number, address: number, bytes: number): void;
  socket_send(socket: number, address: number, bytes: number): void;
  socket_buffered(socket: number): number;
  socket_close(socket: number, code: number, address: number, bytes: number): void;
}

/** The names of the exports. */
export const EXPORTS: readonly (keyof Exports)[] = [
  "header",
  "version",
  "reserve",
  "call",
  "turn",
  "proceed",
  "timer_fired",
  "socket_opened",
  "socket_message",
  "socket_room",
  "socket_taken",
  "socket_text",
  "socket_closed",
  "release",
  "release_model",
  "release_history",
  "release_reference",
  "release_activity",
  "element_length",
  "element_attached",
  "element_listen",
  "string_value",
  "string_splice",
  "number_value",
  "number_add",
  "number_set",
  "boolean_value",
  "boolean_set",
  "date_value",
  "date_set",
  "model_version",
  "model_time",
  "model_state",
  "undo",
  "model_batch",
  "model_emit_local",
  "model_listen",
  "reference_listen",
  "history_listen",
];
