import type { Wire } from "../core/frames.js";

/** A model that a query has found. */
export class ModelResult {
  constructor(
    /** The collection that it is in. */
    readonly collectionId: string,
    /** Its id. */
    readonly modelId: string,
    /** When it was created. */
    readonly created: Date,
    /** When it was last changed. */
    readonly modified: Date,
    /** Its version. */
    readonly version: number,
    /** What was selected, as JSON: for `*` all of the data; dates are marked objects. */
    readonly data: { [key: string]: any },
  ) {
    Object.freeze(this);
  }
}

/** @internal The model of `[collection, model id, created, modified, version, data]`. */
export function modelResult(wire: Wire): ModelResult {
  const [collection, id, created, modified, version, data] = wire as [string, string, number, number, number, object];
  return new ModelResult(collection, id, new Date(created), new Date(modified), version, data);
}
