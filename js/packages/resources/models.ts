import type { ConvergenceDomain, IAutoCreateModelOptions, RealTimeElement, RealTimeModel } from "@convergence-wasm/client";
import { isEqual } from "./equal.js";
import type { Resources } from "./resources.js";
import type { Shared } from "./shared.js";
import type { View } from "./view.js";

/** Which model: one that there is, by its id, or what `openAutoCreate` takes, with an id. */
export type ModelOptions = string | (IAutoCreateModelOptions & { id: string });

/** A connection is there or not; what happens to it the domain itself tells. */
export const DOMAIN: View<ConvergenceDomain, ConvergenceDomain> = { names: [], read: (domain) => domain, equal: Object.is };

/** A model, which emits local events, as what shows it shows what was edited here. Throws a TypeError without an id. */
export function openModel<T extends object>(resources: Resources, options: ModelOptions): Shared<RealTimeModel<T>> {
  const id = idOf(options);
  return resources.open(
    `model ${id}`,
    async (domain) => {
      const opened = await (typeof options === "string" ? domain.models().open<T>(id) : domain.models().openAutoCreate<T>(options));
      opened.emitLocalEvents(true);
      return opened;
    },
    (opened) => (opened.isOpen() ? opened.close() : undefined),
  );
}

/** The id of a model. Throws a TypeError when there is none. */
export function idOf(options: ModelOptions): string {
  const id = typeof options === "string" ? options : (options as { id?: string } | undefined)?.id;
  if (typeof id !== "string" || id === "") throw new TypeError("useModel needs the id of a model");
  return id;
}

/** Whether a model is open, and what the session may do with it. */
export const RIGHTS: View<RealTimeModel, string> = {
  names: ["closed", "permissions_changed"],
  read(model) {
    const { read, write, remove, manage } = model.permissions();
    return [model.isOpen(), read, write, remove, manage].join();
  },
  equal: Object.is,
};

/** What a selector makes of an element and all that is below it. Throws a TypeError when it is none. */
export function viewOf<E extends RealTimeElement, R>(element: E, read: (element: E) => R, equal: (a: R, b: R) => boolean = isEqual): View<E, R> {
  if (typeof (element as RealTimeElement | undefined)?.value !== "function") throw new TypeError("useElement needs an element of a model");
  return { names: ["model_changed", "detached"], read, equal };
}

export const valueOf = (element: RealTimeElement): any => element.value();
