import { RealTimeElement } from "./element.js";

/** The value null. To change it, set the property or item that holds it. */
export class RealTimeNull extends RealTimeElement<null> {
  /** @internal */
  protected override _get(): null {
    return null;
  }

  /** @internal */
  protected override _set(_value: null): void {
    throw new Error("the value of a null element cannot be set; set the property or item that holds it");
  }
}
