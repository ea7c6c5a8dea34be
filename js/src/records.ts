// Classes of frozen records: events and history entries differ in nothing but
// their names and fields, so they are made from a list of these. Types and
// documentation are in the interface of the same name.
import type { IConvergenceEvent } from "./emitter.js";

/** A class of events with the values of the fields as arguments of its constructor. */
export interface EventClass<E extends IConvergenceEvent, A extends readonly unknown[]> {
  new (...values: A): E;
  readonly prototype: E;
  /** The name of the events. */
  readonly NAME: string;
  /** Same as `NAME`. */
  readonly EVENT_NAME: string;
}

type AnyClass = abstract new () => object;

/** @internal Makes a class of events. `fields` are the names of its fields, with blanks between. */
export function eventClass<E extends IConvergenceEvent, A extends readonly unknown[]>(
  className: string,
  name: string,
  fields: string,
  base?: AnyClass,
): EventClass<E, A> {
  return recordClass(className, { name }, fields, { NAME: name, EVENT_NAME: name }, base) as EventClass<E, A>;
}

/** @internal Makes a class whose objects have fixed values, then fields, and whose constants are `statics`. */
export function recordClass(className: string, fixed: object, fields: string, statics: object, base: AnyClass = Object): unknown {
  const names = fields.split(" ");
  const made = class extends base {
    constructor(...values: unknown[]) {
      super();
      names.forEach((name, i) => ((this as Record<string, unknown>)[name] = values[i]));
      Object.freeze(Object.assign(this, fixed));
    }
  };
  Object.defineProperty(made, "name", { value: className });
  return Object.assign(made, statics);
}
