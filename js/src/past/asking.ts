// What the entry of histories needs of a model. It is a file of its own, which is loaded
// when it is needed, and imports nothing of the client at run time: all goes through the
// model object, whichever build made it.
import type { Wire } from "../core/frames.js";
import type { Body } from "../generated/numbers.js";
import type { RealTimeModel } from "../model/model.js";

/** Sends a request of pkg/protocol, by the number of its body, and gets the fields of the answer. Rejects with `offline` without a connection. */
export function ask<F extends readonly Wire[]>(model: RealTimeModel, body: Body, fields: readonly Wire[]): Promise<F> {
  return model.session().domain().$ask(body, fields) as Promise<F>;
}

/**
 * Resolves when the server has every edit that was made before, or when it will not have them
 * for now. Throws when a batch is in progress.
 */
export async function settled(model: RealTimeModel): Promise<void> {
  if (model.isBatchStarted()) throw new Error("a batch is in progress: complete it first");
  if (model.isCommitted() || !model.session().isConnected() || !model.isOpen()) return;
  await changed(model);
}

const CHANGES = ["committed", "offline", "closed"];

/** Resolves when it may be otherwise whether the server has every edit or will have them. */
export function changed(model: RealTimeModel): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const name of CHANGES) model.off(name, done);
      resolve();
    };
    for (const name of CHANGES) model.on(name, done);
  });
}
