import type { RealTimeElement } from "@convergence-wasm/client";

/** Whether the session may edit the element: not once it is gone. */
export function isWritable(element: RealTimeElement): boolean {
  const model = element.model();
  return element.isAttached() && model.isOpen() && model.permissions().write;
}

/** Tells `allow` now, and at every change, whether the session may edit the element. The result ends it. */
export function followRights(element: RealTimeElement, allow: (may: boolean) => void): () => void {
  const model = element.model();
  const look = () => allow(isWritable(element));
  element.on("detached", look);
  model.on("permissions_changed", look).on("closed", look);
  look();
  return () => {
    element.off("detached", look);
    model.off("permissions_changed", look).off("closed", look);
  };
}
