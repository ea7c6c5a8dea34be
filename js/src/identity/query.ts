import { checkIndex, describe } from "../arguments.js";
import type { Wire } from "../core/frames.js";

/** What users can be searched and ordered by. */
export type UserField = "username" | "email" | "firstName" | "lastName" | "displayName";

/** An order of users. */
export interface OrderBy {
  /** What is compared. */
  field: UserField;
  /** Default: true. */
  ascending?: boolean;
}

/** A search for users. */
export interface UserQuery {
  /** What one of the fields must contain. */
  term: string;
  /** The fields to look into. */
  fields: UserField | UserField[];
  /** How many to leave out. Default: 0. */
  offset?: number;
  /** How many to give at most. Default: what the server deems right. */
  limit?: number;
  /** Default: ascending by username. */
  orderBy?: OrderBy;
}

// In the order of their numbers, from 1.
const FIELDS: readonly string[] = ["username", "email", "firstName", "lastName", "displayName"];

/** The fields of the request. Throws for an unknown field; null: there is nothing to search for. */
export function queryWire(query: UserQuery): Wire[] | null {
  if (typeof query !== "object" || query === null) throw new TypeError(`query must be an object, but is ${describe(query)}`);
  const { term, fields, offset = 0, limit = 0, orderBy } = query;
  const numbers = [fields ?? []].flat().map(fieldNumber);
  const by = orderBy === undefined ? 0 : fieldNumber(orderBy?.field);
  checkIndex(offset, "query.offset");
  checkIndex(limit, "query.limit");
  if (numbers.length === 0 || typeof term !== "string" || term === "") return null;
  return [numbers, term, offset, limit, by, orderBy?.ascending === false];
}

function fieldNumber(field: unknown): number {
  const at = FIELDS.indexOf(field as string);
  if (at < 0) throw new Error(`the field of a user must be one of ${FIELDS.join(", ")}, but is ${String(field)}`);
  return at + 1;
}
