// Classes of frozen records: events and history entries differ in nothing but
// their names and fields, so each is made from a list of these. Types and
// documentation are in the interface of the same name; the name of the class is
// that under which it is exported, see names.ts.
import type { IConvergenceEvent } from "./emitter.js";

type Field<R, K extends string> = K extends keyof R ? R[K] : never;

/** The types of the fields of a record whose names stand in F, with blanks between. */
export type FieldValues<R, F extends string> = F extends ""
  ? []
  : F extends `${infer First} ${infer Rest}`
    ? [Field<R, First>, ...FieldValues<R, Rest>]
    : [Field<R, F>];

/** A class of events with the values of the fields F as arguments of its constructor. */
export interface EventClass<E extends IConvergenceEvent, N extends string, F extends string> {
  new (...values: FieldValues<E, F>): E;
  /** What all events of the class have. */
  readonly prototype: E;
  /** The name of the events. */
  readonly NAME: N;
  /** Same as `NAME`. */
  readonly EVENT_NAME: N;
}

type AnyClass = abstract new () => object;

/**
 * @internal Makes a class of the events E. `name` is what they are listened to
 * by, `fields` are the names of their fields, with blanks between. Two calls,
 * since E is given and the others are inferred.
 */
export const eventClass =
  <E extends IConvergenceEvent>() =>
  <const N extends E["name"], const F extends string>(name: N, fields: F, base?: AnyClass) =>
    Object.assign(recordClass("name", name, fields, base), { NAME: name, EVENT_NAME: name }) as unknown as EventClass<E, N, F>;

/** @internal Makes a class whose objects have one fixed value, then fields. */
export function recordClass(key: string, fixed: string, fields: string, base: AnyClass = Object) {
  const names = fields === "" ? [] : fields.split(" ");
  return class extends base {
    constructor(...values: unknown[]) {
      super();
      const record = this as Record<string, unknown>;
      record[key] = fixed;
      // Every edit that somebody listens to comes by here: a loop, no closure.
      for (let i = 0; i < names.length; i++) record[names[i] as string] = values[i];
      Object.freeze(this);
    }
  };
}
