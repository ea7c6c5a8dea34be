import { checkFilled, checkIndex, checkString, describe } from "../arguments.js";
import type { Wire } from "../core/frames.js";
import type { DomainUserIdentifier } from "../identity/user-id.js";
import { userWires } from "../identity/wire.js";
import { ChatTypes, type ChatMembership, type ChatType } from "./info.js";

/** What a chat is made from. */
export interface ICreateChatOptions {
  /** The kind. Direct chats come into being by `ChatService.direct`. */
  type: "channel" | "room";
  /** Rooms are public. */
  membership: ChatMembership;
  /** Default: one that the server makes up. */
  id?: string;
  /** The name. Default: empty. */
  name?: string;
  /** The topic. Default: empty. */
  topic?: string;
  /** The first members, besides the user of this client. */
  members?: DomainUserIdentifier[];
  /** Whether it is fine if there is a chat of that id already. */
  ignoreExistsError?: boolean;
}

/** A search for chats. */
export interface IChatSearchCriteria {
  /** What one of the fields must contain. */
  searchTerm?: string;
  /** The fields to look into. Default: all. */
  searchFields?: ("id" | "name" | "topic")[];
  /** Default: all. */
  types?: ChatType[];
  /** Default: both. */
  membership?: ChatMembership;
  /** How many to leave out. Default: 0. */
  offset?: number;
  /** How many to give at most. Default: what the server deems right. */
  limit?: number;
}

const MEMBERSHIPS = ["public", "private"];

/** Checks options and writes the fields of the request. */
export function creationWire(options: ICreateChatOptions): Wire[] {
  const { type, membership, id, name = "", topic = "", members = [] } = checkObject(options, "options");
  checkOneOf(type, [ChatTypes.CHANNEL, ChatTypes.ROOM], "options.type");
  checkOneOf(membership, MEMBERSHIPS, "options.membership");
  if (type === ChatTypes.ROOM && membership !== "public") throw new Error("a room cannot be private");
  if (id !== undefined) checkFilled(id, "options.id");
  checkString(name, "options.name");
  checkString(topic, "options.topic");
  return [id ?? "", type, membership, name, topic, userWires(members, "options.members")];
}

/** Checks criteria and writes the fields of the request. */
export function searchWire(criteria: IChatSearchCriteria = {}): Wire[] {
  const { searchTerm = "", searchFields = [], types = [], membership, offset = 0, limit = 0 } = checkObject(criteria, "criteria");
  checkString(searchTerm, "criteria.searchTerm");
  for (const field of searchFields) checkOneOf(field, ["id", "name", "topic"], "criteria.searchFields");
  for (const type of types) checkOneOf(type, Object.values(ChatTypes), "criteria.types");
  if (membership !== undefined) checkOneOf(membership, MEMBERSHIPS, "criteria.membership");
  checkIndex(offset, "criteria.offset");
  checkIndex(limit, "criteria.limit");
  return [searchTerm, [...searchFields], [...types], membership ?? "", offset, limit];
}

function checkObject<T>(value: T, name: string): T {
  if (typeof value !== "object" || value === null) throw new TypeError(`${name} must be an object, but is ${describe(value)}`);
  return value;
}

function checkOneOf(value: unknown, allowed: readonly string[], name: string): void {
  if (!allowed.includes(value as string)) throw new Error(`${name} must be ${allowed.join(", ")}, but is ${String(value)}`);
}
