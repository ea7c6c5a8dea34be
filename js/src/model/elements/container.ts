import { Method } from "../../core/methods.js";
import { call } from "../../core/wasm.js";
import { pathParts, type Path, type PathElement } from "../path.js";
import { RealTimeElement } from "./element.js";
import { elementOf } from "./registry.js";

/** An element that holds others: an object or an array. */
export abstract class RealTimeContainerElement<T = unknown> extends RealTimeElement<T> {
  /**
   * The element at a path from here, given as one array or as many arguments.
   * Gives the undefined element when there is none, and this element for an
   * empty path.
   */
  elementAt(path: Path): RealTimeElement;
  elementAt(...path: PathElement[]): RealTimeElement;
  elementAt(...path: unknown[]): RealTimeElement {
    const parts = pathParts(path);
    if (parts.length === 0) return this;
    return this._element(call(Method.ElementAt, this._handle, ...parts));
  }

  /** @internal The element of a result; the undefined element for nil. */
  protected _element(wire: ReturnType<typeof call>): RealTimeElement {
    return elementOf(wire, this._model) ?? this._model._undefined();
  }
}
