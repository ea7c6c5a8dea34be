import type { RealTimeContainerElement } from "./container.js";
import { RealTimeElement } from "./element.js";

/**
 * Stands for an element that does not exist, so that look-ups never return
 * undefined. One per model. It is never part of the model and emits nothing.
 */
export class RealTimeUndefined extends RealTimeElement<undefined> {
  /** Undefined, whatever the type says: there is no element. */
  override id(): string {
    return undefined as unknown as string;
  }

  /** Null: it is nowhere. */
  override path(): never {
    return null as never;
  }

  /** Null: it is nowhere. */
  override relativePath(): null {
    return null;
  }

  /** Null: it is nowhere. */
  override parent(): RealTimeContainerElement | null {
    return null;
  }

  /** Does nothing. */
  override removeFromParent(): void {}

  /** Always true. */
  override isAttached(): boolean {
    return true;
  }

  /** Undefined: it has none. */
  override reference(_sessionId: string, _key: string): undefined {
    return undefined;
  }

  /** Empty: it has none. */
  override references(): [] {
    return [];
  }

  /** @internal */
  protected override _get(): undefined {
    return undefined;
  }

  /** @internal */
  protected override _set(_value: undefined): void {
    throw new Error("the value of an undefined element cannot be set; set the property or item that does not exist yet");
  }

  /** @internal */
  override _listening(): void {}
}
