import type { RealTimeModel } from "../model/model.js";
import { changed } from "./asking.js";
import { Attribution } from "./attribution.js";

/** Who has written what is not to be had. `code` says why. */
export class AttributionError extends Error {
  constructor(
    message: string,
    /** `offline`: the history is at the server, and there is no connection. `closed`: the model was closed. */
    readonly code: "offline" | "closed",
  ) {
    super(message);
    this.name = "AttributionError";
  }
}

/**
 * Who has written what of an open model. Reads its history, which is at the server, and follows the model
 * from then on. Waits for the server to have all edits of this client: what a pending edit is in the history
 * cannot be known.
 *
 * Rejects with an `AttributionError` without a connection and when the model is closed, and as `ModelService.history`
 * does, for example when this session may not read the model any more.
 */
export async function attribution(model: RealTimeModel): Promise<Attribution> {
  // Between the last look and the first event that is listened to nothing may be edited.
  while (!committed(model)) await changed(model);
  const who = new Attribution(model);
  try {
    await who._read();
  } catch (error) {
    who.dispose();
    throw model.isOpen() ? error : closed(model);
  }
  if (who.isDisposed()) throw closed(model);
  return who;
}

/** Whether the server has every edit. Throws where that is not to be waited for. */
function committed(model: RealTimeModel): boolean {
  if (!model.isOpen()) throw closed(model);
  if (!model.session().isConnected()) {
    throw new AttributionError(`who has written what of the model "${model.modelId()}" is known by the server only, and there is no connection`, "offline");
  }
  return model.isCommitted();
}

function closed(model: RealTimeModel): AttributionError {
  return new AttributionError(`the model "${model.modelId()}" is closed`, "closed");
}
