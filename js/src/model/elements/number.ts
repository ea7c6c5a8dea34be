import { checkNumber } from "../../arguments.js";
import { ex, settle, settleNumber } from "../../core/wasm.js";
import { RealTimeElement } from "./element.js";
import { NUMBER_EVENTS } from "./node.js";

/** A number: an IEEE 754 double, always finite. */
export class RealTimeNumber extends RealTimeElement<number> {
  /** The names of the events. */
  static override readonly Events = NUMBER_EVENTS;

  /** Adds to the number. What several clients add at the same time adds up. Adding 0 does nothing. Throws a TypeError for what is no finite number. */
  add(value: number): void {
    checkNumber(value, "value");
    if (value !== 0) settle(ex.number_add(this._handle, value));
  }

  /** Subtracts from the number. Throws a TypeError for what is no finite number. */
  subtract(value: number): void {
    checkNumber(value, "value");
    this.add(-value);
  }

  /** Adds 1. */
  increment(): void {
    this.add(1);
  }

  /** Subtracts 1. */
  decrement(): void {
    this.add(-1);
  }

  /** @internal */
  protected override _get(): number {
    return settleNumber(ex.number_value(this._handle));
  }

  /** @internal */
  protected override _set(value: number): void {
    checkNumber(value, "value");
    settle(ex.number_set(this._handle, value));
  }
}
