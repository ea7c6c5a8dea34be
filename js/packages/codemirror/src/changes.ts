// Translates between the editor's changes and the edits of a RealTimeString. Both
// count UTF-16 units, and every line break is the single unit "\n".
import { ChangeSet, type ChangeSpec } from "@codemirror/state";
import type { RealTimeString, StringInsertEvent, StringRemoveEvent, StringSpliceEvent } from "@convergence-wasm/client";

/** The events of a string that say which part of it has changed. */
export type SpliceEvent = StringInsertEvent | StringRemoveEvent | StringSpliceEvent;

/** What an event has done to a text of that length. */
export function changesOf(event: SpliceEvent, length: number): ChangeSet {
  const from = event.index;
  switch (event.name) {
    case "insert":
      return changeSet({ from, insert: event.value }, length);
    case "remove":
      return changeSet({ from, to: from + event.value.length }, length);
    case "splice":
      return changeSet({ from, to: from + event.deleteCount, insert: event.insertValue }, length);
  }
}

/** Changes of a text of that length. Nothing but "\n" breaks a line. */
export function changeSet(changes: ChangeSpec, length: number): ChangeSet {
  return ChangeSet.of(changes, length, "\n");
}

/**
 * Makes the changes in the shared text. They are reported in ascending order, and
 * everything before one of them is already new: so its place is that in the new
 * text. Several places changed by one action arrive elsewhere as one change.
 */
export function edit(text: RealTimeString, changes: ChangeSet): void {
  const model = text.model();
  let places = 0;
  changes.iterChanges(() => places++, true);
  const batch = places > 1 && !model.isBatchStarted();
  if (batch) model.startBatch();
  try {
    changes.iterChanges((fromOld, toOld, fromNew, _toNew, inserted) => {
      if (inserted.length === 0) text.remove(fromNew, toOld - fromOld);
      else if (toOld === fromOld) text.insert(fromNew, inserted.sliceString(0, inserted.length, "\n"));
      else text.splice(fromNew, toOld - fromOld, inserted.sliceString(0, inserted.length, "\n"));
    }, true);
  } finally {
    if (batch) {
      if (model.batchSize() === 0) model.cancelBatch();
      else model.completeBatch();
    }
  }
}
