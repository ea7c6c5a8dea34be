import type { RealTimeElement } from "@convergence-wasm/client";

/** Tells `allow` now, and at every change, whether the session may edit the element: false as well once it is gone. The result ends it. */
export function followRights(element: RealTimeElement, allow: (may: boolean) => void): () => void {
  const model = element.model();
  const look = () => allow(element.isAttached() && model.isOpen() && model.permissions().write);
  element.on("detached", look);
  model.on("permissions_changed", look).on("closed", look);
  look();
  return () => {
    element.off("detached", look);
    model.off("permissions_changed", look).off("closed", look);
  };
}
