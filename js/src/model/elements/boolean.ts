import { describe } from "../../arguments.js";
import { ex, settle } from "../../core/wasm.js";
import { RealTimeElement } from "./element.js";

/** True or false. */
export class RealTimeBoolean extends RealTimeElement<boolean> {
  /** @internal */
  protected override _get(): boolean {
    return settle(ex.boolean_value(this._handle)) === 1;
  }

  /** @internal */
  protected override _set(value: boolean): void {
    if (typeof value !== "boolean") throw new TypeError(`value must be a boolean, but is ${describe(value)}`);
    settle(ex.boolean_set(this._handle, value ? 1 : 0));
  }
}
