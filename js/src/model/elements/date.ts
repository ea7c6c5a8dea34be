import { describe } from "../../arguments.js";
import { ex, settle, settleNumber } from "../../core/wasm.js";
import { isDate } from "../value.js";
import { RealTimeElement } from "./element.js";

/** A moment, in milliseconds. */
export class RealTimeDate extends RealTimeElement<Date> {
  /** @internal */
  protected override _get(): Date {
    return new Date(settleNumber(ex.date_value(this._handle)));
  }

  /** @internal */
  protected override _set(value: Date): void {
    if (!isDate(value) || Number.isNaN(value.getTime())) {
      throw new TypeError(`value must be a valid Date, but is ${describe(value)}`);
    }
    settle(ex.date_set(this._handle, value.getTime()));
  }
}
