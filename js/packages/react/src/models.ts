import type { IAutoCreateModelOptions, RealTimeElement, RealTimeModel } from "@convergence-wasm/client";
import { isEqual, useEvents } from "./emitters.js";
import { useShared } from "./shared.js";

/**
 * A model, open: the one of that id, or what `openAutoCreate` opens or makes with these
 * options, which need an id. Suspends until it is open; an error goes to the
 * nearest error boundary. All components of a provider have the same one, which is closed
 * when none uses it any more. Renders again when the model was closed and when
 * permissions have changed. Emits local events, as components show what was edited here.
 */
export function useModel<T extends object = any>(options: string | (IAutoCreateModelOptions & { id: string })): RealTimeModel<T> {
  const id = typeof options === "string" ? options : (options as { id?: string } | undefined)?.id;
  if (typeof id !== "string" || id === "") throw new TypeError("useModel needs the id of a model");
  const model = useShared<RealTimeModel<T>>((resources) =>
    resources.open(
      `model ${id}`,
      async (domain) => {
        const opened = await (typeof options === "string" ? domain.models().open<T>(id) : domain.models().openAutoCreate<T>(options));
        opened.emitLocalEvents(true);
        return opened;
      },
      (opened) => (opened.isOpen() ? opened.close() : undefined),
    ),
  );
  useEvents(model, ["closed", "permissions_changed"], () => rightsOf(model), Object.is);
  return model;
}

/** The value of an element, as it is now. */
export function useElement<T>(element: RealTimeElement<T>): T;
/**
 * What a selector makes of an element and all that is below it, as it is now. The component renders again
 * when that has become something else: by `equal`, or as plain data.
 */
export function useElement<E extends RealTimeElement, R>(element: E, selector: (element: E) => R, equal?: (a: R, b: R) => boolean): R;
export function useElement(element: RealTimeElement, selector: (element: RealTimeElement) => unknown = valueOf, equal: (a: any, b: any) => boolean = isEqual): unknown {
  if (typeof (element as RealTimeElement | undefined)?.value !== "function") throw new TypeError("useElement needs an element of a model");
  return useEvents(element, ["model_changed", "detached"], () => selector(element), equal);
}

function rightsOf(model: RealTimeModel): string {
  const { read, write, remove, manage } = model.permissions();
  return [model.isOpen(), read, write, remove, manage].join();
}

const valueOf = (element: RealTimeElement): unknown => element.value();
