import type { ModelChangedEvent } from "../model/events/value-events.js";
import type { HistoricalModel } from "../model/history/model.js";
import type { RealTimeModel } from "../model/model.js";
import { Authors, type Change, type Edit } from "./authors.js";

/** Plays the history of a model from its beginning to a version. */
export async function readHistory(model: RealTimeModel, version: number): Promise<Authors> {
  const history = await model.session().domain().models().history(model.modelId());
  const authors = new Authors(await begin(history));
  const root = history.root();
  let shown = 0;
  let edit: Edit | undefined;
  root.on("model_changed", ({ childEvent }: ModelChangedEvent) => {
    const now = history.version();
    if (now !== shown || edit === undefined) {
      shown = now;
      const { user, sessionId } = childEvent;
      edit = { user, sessionId, millis: history.time().getTime(), version: now, pending: false };
    }
    authors.apply(childEvent as Change, edit, false);
  });
  await history.playTo(version);
  root.removeAllListeners();
  return authors;
}

/** Goes back as far as the history goes. Returns what the document of then is by. */
async function begin(history: HistoricalModel): Promise<Edit> {
  const oldest = history.minVersion(); // 0 with the whole history
  await history.playTo(oldest);
  const nobody = { user: undefined, sessionId: undefined, pending: false };
  if (oldest > 0) return { ...nobody, millis: undefined, version: undefined };
  return { ...nobody, millis: history.createdTime().getTime(), version: 1 };
}
