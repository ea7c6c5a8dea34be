import type { RealTimeElement } from "../model/elements/element.js";
import type { RealTimeArray } from "../model/elements/array.js";
import type { RealTimeObject } from "../model/elements/object.js";
import type { RealTimeString } from "../model/elements/string.js";
import type { ModelEditedEvent, VersionChangedEvent } from "../model/events/model-events.js";
import type { ModelChangedEvent } from "../model/events/value-events.js";
import type { RealTimeModel } from "../model/model.js";
import { Authors, type Change, type Edit } from "./authors.js";
import { author, type Author, type EntryAuthor, type PropertyAuthor, type TextAuthor } from "./author.js";
import { readHistory } from "./attribution-reading.js";
import { OwnEdits } from "./own-edits.js";

/** What a listener is told. */
export interface AttributionChange {
  /** The element that was edited; null when edits of this client have got their version. */
  readonly element: RealTimeElement | null;
}

/**
 * Who has written what of a model that is open, as of now: it follows the edits of everybody, this client
 * included. Comes from `attribution`.
 */
export class Attribution {
  private readonly _own: OwnEdits;
  private readonly _listeners = new Set<(change: AttributionChange) => void>();
  private _authors: Authors | null = null;
  /** What was edited while the history was read. */
  private _waiting: (readonly [change: Change, edit: Edit])[] = [];
  private _remote: Edit | null = null;
  private _bound = 1000;
  private _disposed = false;

  /** @internal */
  constructor(private readonly _model: RealTimeModel) {
    this._own = new OwnEdits(_model.session());
    this._model.on("edited", this._onEdited).on("version_changed", this._onVersion).on("closed", this._onClosed);
    this._model.root().on("model_changed", this._onChanged);
  }

  /**
   * Who has written which range of a text, in order, positions in UTF-16 units; of all of it, or of what is between two
   * places. What each edit has written is a range, so that neighbours may be by the same author.
   */
  of(text: RealTimeString, from?: number, to?: number): TextAuthor[];
  /** Who has put each entry of an array where it is, or has given it its value. Moving an entry changes nothing. */
  of(array: RealTimeArray): EntryAuthor[];
  /** Who has set each property of an object, or has given it its value. */
  of(object: RealTimeObject): PropertyAuthor[];
  /** Who has set a number, boolean, date or null. */
  of(element: RealTimeElement): Author | TextAuthor[] | EntryAuthor[] | PropertyAuthor[];
  of(element: RealTimeElement, from = 0, to = Infinity): Author | TextAuthor[] | EntryAuthor[] | PropertyAuthor[] {
    const authors = this._known(element);
    switch (element.type()) {
      case "string":
        return this._ranges(authors, element, Math.max(0, from), Math.min(to, (element as RealTimeString).length()));
      case "array": {
        const entries: RealTimeElement[] = [];
        (element as RealTimeArray).forEach((entry) => entries.push(entry as RealTimeElement));
        return authors.members(element, entries).map((edit, index) => author({ index }, edit));
      }
      case "object": {
        const keys = (element as RealTimeObject).keys();
        const values = keys.map((key) => (element as RealTimeObject).get(key) as RealTimeElement);
        return authors.members(element, values).map((edit, i) => author({ key: keys[i] as string }, edit));
      }
    }
    return author({}, authors.of(element));
  }

  /** Who has written the unit of a text at an index, or has put an entry or property where it is. Throws a RangeError where there is none. */
  at(element: RealTimeElement, index: number | string): Author {
    const authors = this._known(element);
    const type = element.type();
    if (type === "string") {
      const length = (element as RealTimeString).length();
      if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= length) throw outOfRange(index);
      const [range] = this._ranges(authors, element, index as number, (index as number) + 1);
      const { from: _from, to: _to, ...by } = range as TextAuthor;
      return Object.freeze(by);
    }
    const member = type === "array" ? (element as RealTimeArray).get(index as number)
      : type === "object" && (element as RealTimeObject).hasKey(String(index)) ? (element as RealTimeObject).get(String(index)) : undefined;
    if (member === undefined) throw outOfRange(index);
    return author({}, authors.of(member as RealTimeElement));
  }

  /** Calls back after each change of who has written what. Returns what ends that. */
  subscribe(listener: (change: AttributionChange) => void): () => void {
    if (typeof listener !== "function") throw new TypeError(`listener must be a function, but is ${typeof listener}`);
    const own = (change: AttributionChange) => listener(change);
    this._listeners.add(own);
    return () => void this._listeners.delete(own);
  }

  /** Whether it follows the model no more. */
  isDisposed(): boolean {
    return this._disposed;
  }

  /** Ceases to follow the model. Closing the model does it as well. */
  dispose(): void {
    if (this._disposed) return;
    this._disposed = true;
    this._listeners.clear();
    this._model.off("edited", this._onEdited).off("version_changed", this._onVersion).off("closed", this._onClosed);
    if (this._model.isOpen()) this._model.root().off("model_changed", this._onChanged);
    this._authors = null;
    this._waiting = [];
  }

  /** @internal Reads the history up to the version that the model has now, when nothing is pending. */
  async _read(): Promise<void> {
    const authors = await readHistory(this._model, this._model.version());
    if (this._disposed) return;
    this._authors = authors;
    for (const [change, edit] of this._waiting.splice(0)) authors.apply(change, edit, false);
    this._sweep(true);
  }

  private _ranges(authors: Authors, text: RealTimeElement, from: number, to: number): TextAuthor[] {
    const ranges: TextAuthor[] = [];
    authors.forEach(text, from, to, (a, b, edit) => ranges.push(author({ from: a, to: b }, edit)));
    return ranges;
  }

  private _known(element: RealTimeElement): Authors {
    if (this._authors === null) throw new Error("the attribution has been disposed: it knows nothing any more");
    if (element?.model?.() !== this._model) throw new TypeError("element must be one of the model that the attribution is of");
    return this._authors;
  }

  private readonly _onChanged = ({ local, childEvent }: ModelChangedEvent): void => {
    const change = childEvent as Change;
    // Of an edit of this client the number follows.
    if (local) return this._own.heard(change);
    const version = this._model.version();
    // A batch is one edit with many changes.
    if (this._remote?.version !== version) {
      this._remote = { user: change.user, sessionId: change.sessionId, millis: this._model.time().getTime(), version, pending: false };
    }
    this._apply(change, this._remote);
  };

  private readonly _onEdited = ({ sequence, change }: ModelEditedEvent): void => {
    if (change !== null) this._own.heard(change as Change);
    const [edit, changes] = this._own.numbered(sequence);
    for (const one of changes) this._apply(one, edit);
  };

  private readonly _onVersion = ({ own, version }: VersionChangedEvent): void => {
    if (own === null) return;
    this._own.accepted(own, version, this._model.time().getTime());
    this._tell(null);
  };

  private readonly _onClosed = (): void => this.dispose();

  private _apply(change: Change, edit: Edit): void {
    if (this._authors === null) {
      this._waiting.push([change, edit]);
      return;
    }
    this._authors.apply(change, edit, this._own.pending);
    this._sweep(false);
    this._tell(change.element as unknown as RealTimeElement);
  }

  /** Elements come and go: what is kept of those that are gone is forgotten now and then. */
  private _sweep(now: boolean): void {
    const authors = this._authors as Authors;
    if (!now && authors.size < this._bound) return;
    authors.sweep((id) => this._model.element(id).type() !== "undefined");
    this._bound = 2 * authors.size + 1000;
  }

  private _tell(element: RealTimeElement | null): void {
    const change = Object.freeze({ element });
    for (const listener of this._listeners) listener(change);
  }
}

function outOfRange(index: unknown): RangeError {
  return new RangeError(`there is nothing at ${String(index)}`);
}
