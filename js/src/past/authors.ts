import type { DomainUser } from "../identity/user.js";
import type { IValueChangedEvent } from "../model/events/value-events.js";
import type { ObservableElement } from "../model/observable.js";
import { Runs } from "./runs.js";

/** One edit, as the parts of the document that it has made refer to it. Pending ones are completed when the server has them. */
export interface Edit {
  user: DomainUser | undefined;
  sessionId: string | undefined;
  /** Milliseconds; of a pending edit when it was made here. */
  millis: number | undefined;
  version: number | undefined;
  pending: boolean;
}

/** That an edit has made an element, or given it another value. */
interface Origin {
  readonly edit: Edit;
  /** When, in the order in which edits were heard of. */
  readonly serial: number;
  /** The edit that has put the element where it is, if that is known. */
  readonly placement: Edit | undefined;
}

/** Who has written what of a text: null is what came with the element. */
interface Text {
  readonly runs: Runs<Edit | null>;
  readonly since: number;
  /** The newest origin when it was last looked at whether the element had been put there anew. */
  checked: number;
}

/** The event of an edit. */
export type Change = IValueChangedEvent<ObservableElement<any>> & {
  readonly index?: number;
  readonly value?: unknown;
  readonly deleteCount?: number;
  readonly insertValue?: string;
};

/**
 * Who has made what of a document, as told of its edits one after the other. Kept are the edits that have put
 * elements where they are or given them a value, and runs of texts; an element of which nothing is kept is by
 * whoever has made the one above it. What was put there anew under its id, by an undo, is by whoever did that, with all
 * that is in it: so of an element and those above it the newest edit counts.
 */
export class Authors {
  private readonly _origins = new Map<string, Origin>();
  private readonly _texts = new Map<string, Text>();
  private readonly _first: Origin;
  private _serial = 0;
  private _newest = 0;

  /** @param first what the document as it is now is by */
  constructor(first: Edit) {
    this._first = { edit: first, serial: 0, placement: first };
  }

  /** How much is kept: elements and texts. */
  get size(): number {
    return this._origins.size + this._texts.size;
  }

  /** Takes in an edit that has been applied. `concurrent`: others of this client are pending. */
  apply(change: Change, edit: Edit, concurrent: boolean): void {
    const { element, name } = change;
    // The server has it before an edit of ours that is not acknowledged and that includes it.
    const including = concurrent && !edit.pending ? this._pendingAbove(element, name === "delta") : undefined;
    edit = including ?? edit;
    if (name === "value" || name === "delta") {
      this._texts.delete(element.id());
      this._put(element.id(), edit, this._origins.get(element.id())?.placement);
    } else if (element.type() === "string") {
      const { runs } = this._text(element);
      const index = change.index as number;
      if (name === "insert") runs.splice(index, 0, (change.value as string).length, edit);
      else if (name === "remove") runs.splice(index, (change.value as string).length, 0, edit);
      else runs.splice(index, change.deleteCount as number, (change.insertValue as string).length, edit);
    } else if (name === "set" || name === "insert") {
      const made = (change.value as ObservableElement | undefined)?.id();
      if (made !== undefined) this._put(made, edit, edit);
    }
  }

  /** The edit that an element is by, but for what has been written in it since. */
  of(element: ObservableElement): Edit {
    return this._origin(element).edit;
  }

  /** Those that the members of an array or object are by, in their order. */
  members(container: ObservableElement, members: readonly ObservableElement[]): Edit[] {
    const above = this._origin(container);
    return members.map((member) => {
      const own = this._origins.get(member.id());
      return (own !== undefined && own.serial > above.serial ? own : above).edit;
    });
  }

  /** Calls back for each run of a text between two places. */
  forEach(text: ObservableElement, from: number, to: number, callback: (from: number, to: number, edit: Edit) => void): void {
    const origin = this._origin(text);
    const known = this._texts.get(text.id());
    if (known === undefined || known.since < origin.serial) {
      if (from < to) callback(from, to, origin.edit);
      return;
    }
    // What has been written in it with the edit that it came with is one range with the rest of that.
    let begun = from;
    let end = from;
    let current = origin.edit;
    known.runs.forEach(from, to, (a, b, edit) => {
      const by = edit ?? origin.edit;
      if (by !== current) {
        if (begun < a) callback(begun, a, current);
        begun = a;
        current = by;
      }
      end = b;
    });
    if (begun < end) callback(begun, end, current);
  }

  /** Forgets what is kept of elements that there are not any more. */
  sweep(exists: (id: string) => boolean): void {
    for (const map of [this._origins, this._texts]) {
      for (const id of map.keys()) if (!exists(id)) map.delete(id);
    }
  }

  private _put(id: string, edit: Edit, placement: Edit | undefined): void {
    this._newest = ++this._serial;
    this._origins.set(id, { edit, serial: this._serial, placement });
  }

  private _origin(element: ObservableElement): Origin {
    let newest = this._first;
    for (let at: ObservableElement | null = element; at !== null; at = at.parent()) {
      const own = this._origins.get(at.id());
      if (own !== undefined && own.serial > newest.serial) newest = own;
    }
    return newest;
  }

  /** The runs of a text, begun anew if the element was put there anew. */
  private _text(element: ObservableElement): Text {
    const id = element.id();
    let text = this._texts.get(id);
    if (text !== undefined && text.checked === this._newest) return text;
    if (text === undefined || text.since < this._origin(element).serial) {
      // The length is known at the end only: with a batch the element is already as all of it has left it.
      text = { runs: new Runs<Edit | null>(Infinity, null), since: ++this._serial, checked: 0 };
      this._texts.set(id, text);
    }
    text.checked = this._newest;
    return text;
  }

  /** The newest pending edit that has put an element there, or one above it; of a sum also the one that has added to it. */
  private _pendingAbove(element: ObservableElement, sum: boolean): Edit | undefined {
    let newest: Edit | undefined;
    let serial = 0;
    for (let at: ObservableElement | null = element; at !== null; at = at.parent()) {
      const own = this._origins.get(at.id());
      if (own === undefined || own.serial < serial) continue;
      const edit = own.edit.pending && (sum || at !== element) ? own.edit : own.placement;
      const pending = edit?.pending === true;
      if (!pending && at === element) continue;
      // What others have replaced with all that is in it, by which ours has come to nothing, is theirs.
      newest = pending ? edit : undefined;
      serial = own.serial;
    }
    return newest;
  }
}
