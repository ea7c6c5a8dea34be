import type { RealTimeElement, RealTimeModel } from "@convergence-wasm/client";
import { openModel, RIGHTS, valueOf, viewOf, type ModelOptions } from "../../resources/models.js";
import { useView } from "./events.js";
import { useShared } from "./shared.js";

/**
 * A model, open: the one of that id, or what `openAutoCreate` opens or makes with these
 * options, which need an id. Suspends until it is open; an error goes to the
 * nearest error boundary. All components of a provider have the same one, which is closed
 * when none uses it any more. Renders again when the model was closed and when
 * permissions have changed. Emits local events, as components show what was edited here.
 */
export function useModel<T extends object = any>(options: ModelOptions): RealTimeModel<T> {
  const model = useShared((resources) => openModel<T>(resources, options));
  useView<RealTimeModel, string>(model, RIGHTS);
  return model;
}

/** The value of an element, as it is now. */
export function useElement<T>(element: RealTimeElement<T>): T;
/**
 * What a selector makes of an element and all that is below it, as it is now. The component renders again
 * when that has become something else: by `equal`, or as plain data.
 */
export function useElement<E extends RealTimeElement, R>(element: E, selector: (element: E) => R, equal?: (a: R, b: R) => boolean): R;
export function useElement(element: RealTimeElement, selector: (element: RealTimeElement) => unknown = valueOf, equal?: (a: any, b: any) => boolean): unknown {
  return useView(element, viewOf(element, selector, equal));
}
