import type { DomainUser } from "../identity/user.js";
import type { Edit } from "./authors.js";

/** By whom something is, and since when. */
export interface Author {
  /** Who has done it. Undefined for what the model was created with, of which the history does not say who did it, and for what is older than the history. */
  readonly user: DomainUser | undefined;
  /** The session that has done it, as far as the user is known. */
  readonly sessionId: string | undefined;
  /** When the server had it; of a pending edit when it was made. Undefined for what is older than the history. */
  readonly time: Date | undefined;
  /** The version that came of it. Undefined for a pending edit, and for what is older than the history. */
  readonly version: number | undefined;
  /** Whether it is an edit of this client that the server has not acknowledged yet. */
  readonly pending: boolean;
}

/** Who has written a range of a text. */
export interface TextAuthor extends Author {
  /** Where it begins, in UTF-16 units. */
  readonly from: number;
  /** The place after it. */
  readonly to: number;
}

/** Who has put an entry of an array there, or has given it its value. */
export interface EntryAuthor extends Author {
  /** The index of the entry. */
  readonly index: number;
}

/** Who has set a property of an object, or has given it its value. */
export interface PropertyAuthor extends Author {
  /** The key of the property. */
  readonly key: string;
}

/** @internal What applications see of an edit. */
export function author<P extends object>(place: P, { user, sessionId, millis, version, pending }: Edit): P & Author {
  return Object.freeze({ ...place, user, sessionId, time: millis === undefined ? undefined : new Date(millis), version, pending });
}
