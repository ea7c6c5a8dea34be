import type { RealTimeModel } from "@convergence-wasm/client";
import { applied, type Change } from "./changes.js";
import { fromPlain, type Plain } from "./plain.js";

/** Something that happened. */
export interface Entry {
  /** Milliseconds since the recording began. */
  readonly at: number;
  /** What it happened to: domain, storage, models, model, presence, chat or activities. */
  readonly of: string;
  /** The name of the event; `changed` where a document has become different, which no one event of the client says of own edits. */
  readonly name: string;
  /** The id of the model. */
  readonly id?: string;
  /** What else the event says, as JSON. Of a `changed` model `version`, `by` and `changes`. */
  readonly detail?: { readonly [key: string]: Plain | readonly Change[] };
}

/** A model in a recording. */
export interface RecordedModel {
  readonly id: string;
  readonly collection: string;
  /** Before the first of the entries. */
  readonly first: Plain;
  /** After the last of them. */
  readonly last: Plain;
}

/** The file of a recording, as JSON. */
export interface Recording {
  readonly format: "convergence-recording";
  readonly formatVersion: 1;
  /** When it began, as an ISO date. */
  readonly began: string;
  /** The address of the domain. */
  readonly domain: string;
  readonly session: string;
  readonly user: string;
  readonly browser: string;
  /** How many entries were before those that are left. */
  readonly dropped: number;
  readonly models: readonly RecordedModel[];
  readonly entries: readonly Entry[];
}

/** Reads the text of a file. Throws a TypeError that says what is wrong when it is no recording. */
export function readRecording(text: string): Recording {
  let read: Partial<Recording> | null;
  try {
    read = JSON.parse(text);
  } catch {
    throw new TypeError("this is no recording: it is not JSON");
  }
  if (read?.format !== "convergence-recording") throw new TypeError('this is no recording: its format is not "convergence-recording"');
  if (read.formatVersion !== 1) throw new TypeError(`this recording has the format version ${read.formatVersion}, and only 1 is known here`);
  if (!Array.isArray(read.models) || !Array.isArray(read.entries)) throw new TypeError("this recording has no models or no entries");
  return read as Recording;
}

const changesIn = (recording: Recording, id: string) => recording.entries.filter((entry) => entry.id === id && entry.name === "changed").map((entry) => (entry.detail?.["changes"] ?? []) as readonly Change[]);

/** The states that a model has gone through, the first one included. Throws a TypeError when there is no such model, or an entry does not fit. */
export function replay(recording: Recording, id: string): Plain[] {
  const model = recording.models.find((one) => one.id === id);
  if (model === undefined) throw new TypeError(`the recording has no model ${JSON.stringify(id)}`);
  const states = [model.first];
  for (const changes of changesIn(recording, id)) states.push(applied(states.at(-1) as Plain, changes));
  return states;
}

/**
 * Does to a model what was done to one of a recording, by edits as an application makes them, each entry as one batch.
 * The model must be as that one was at first: make it with `fromPlain(first)` as its data.
 */
export function playInto(model: RealTimeModel, recording: Recording, id: string): void {
  for (const changes of changesIn(recording, id)) {
    const isBatch = changes.length > 1;
    if (isBatch) model.startBatch();
    for (const change of changes) edit(model, change);
    if (isBatch) model.completeBatch();
  }
}

function edit(model: RealTimeModel, change: Change): void {
  const at = (path: readonly (string | number)[]) => model.elementAt([...path]) as any;
  if ("at" in change) {
    const element = at(change.path);
    if (typeof change.insert === "string") return element.splice(change.at, change.remove, change.insert);
    for (let i = 0; i < change.remove; i++) element.remove(change.at);
    change.insert.forEach((value, i) => element.insert(change.at + i, fromPlain(value)));
    return;
  }
  const key = change.path.at(-1);
  if (key === undefined) return at([]).value(fromPlain((change as { set: Plain }).set));
  const parent = at(change.path.slice(0, -1));
  if ("unset" in change) parent.remove(key);
  else parent.set(key, fromPlain(change.set));
}
