import { checkBoolean, checkFilled, checkIndex, describe } from "../arguments.js";
import type { Wire } from "../core/frames.js";
import type { DomainUser } from "../identity/user.js";
import { recordClass, type FieldValues } from "../records.js";

/** Which part of a history to fetch. */
export interface IChatHistorySearchOptions {
  /** The first event in the direction, inclusive. Default: the newest, or with `forward` the oldest. */
  startEvent?: number;
  /** How many to leave out. Default: 0. */
  offset?: number;
  /** How many to give at most. Default: what the server deems right. */
  limit?: number;
  /** Whether older events come first. Default: false. */
  forward?: boolean;
  /** The types of entries to fetch. Default: all. */
  eventFilter?: readonly string[];
}

/** Base of the entries of the history of a chat. All of them are frozen. */
export abstract class ChatHistoryEntry {
  /** The types of entries, for `eventFilter`. */
  static readonly TYPES = Object.freeze({
    CREATED: "created",
    MESSAGE: "message",
    USER_JOINED: "user_joined",
    USER_LEFT: "user_left",
    USER_ADDED: "user_added",
    USER_REMOVED: "user_removed",
    NAME_CHANGED: "name_changed",
    TOPIC_CHANGED: "topic_changed",
  } as const);

  /** One of `TYPES`. */
  declare readonly type: string;
  /** The id of the chat. */
  declare readonly chatId: string;
  /** Counts the events of the chat, from 0, its creation. */
  declare readonly eventNumber: number;
  /** When it happened, by the clock of the server. */
  declare readonly timestamp: Date;
  /** Who did it. */
  declare readonly user: DomainUser;
}

/** The fields of every entry, before those of its own. */
const HEAD = "chatId eventNumber timestamp user";

/** A class of history entries with the values of the fields F as arguments of its constructor. */
export interface EntryClass<E extends ChatHistoryEntry, T extends string, F extends string> {
  new (...values: FieldValues<E, F>): E;
  /** What all entries of the class have. */
  readonly prototype: E;
  /** The type of the entries. */
  readonly TYPE: T;
}

const entryClass =
  <E extends ChatHistoryEntry>() =>
  <const T extends string, const F extends string>(type: T, fields: F) =>
    Object.assign(recordClass("type", type, fields, ChatHistoryEntry), { TYPE: type }) as unknown as EntryClass<E, T, F>;

/** The chat was created. */
export interface CreatedChatHistoryEntry extends ChatHistoryEntry {
  /** The name at first; may be empty. */
  readonly name: string;
  /** The topic at first; may be empty. */
  readonly topic: string;
  /** The first members. */
  readonly members: DomainUser[];
}
export const CreatedChatHistoryEntry = entryClass<CreatedChatHistoryEntry>()("created", `${HEAD} name topic members`);

/** Somebody has sent a message. */
export interface MessageChatHistoryEntry extends ChatHistoryEntry {
  /** The text. */
  readonly message: string;
}
export const MessageChatHistoryEntry = entryClass<MessageChatHistoryEntry>()("message", `${HEAD} message`);

/** `user` has joined. */
export interface UserJoinedChatHistoryEntry extends ChatHistoryEntry {}
export const UserJoinedChatHistoryEntry = entryClass<UserJoinedChatHistoryEntry>()("user_joined", HEAD);

/** `user` has left. */
export interface UserLeftChatHistoryEntry extends ChatHistoryEntry {}
export const UserLeftChatHistoryEntry = entryClass<UserLeftChatHistoryEntry>()("user_left", HEAD);

/** `user` has made somebody a member. */
export interface UserAddedChatHistoryEntry extends ChatHistoryEntry {
  /** Who became a member. */
  readonly addedUser: DomainUser;
}
export const UserAddedChatHistoryEntry = entryClass<UserAddedChatHistoryEntry>()("user_added", `${HEAD} addedUser`);

/** `user` has ended somebody's membership. */
export interface UserRemovedChatHistoryEntry extends ChatHistoryEntry {
  /** Who was a member before. */
  readonly removedUser: DomainUser;
}
export const UserRemovedChatHistoryEntry = entryClass<UserRemovedChatHistoryEntry>()("user_removed", `${HEAD} removedUser`);

/** The chat got another name. */
export interface NameChangedChatHistoryEntry extends ChatHistoryEntry {
  /** The new name. */
  readonly name: string;
}
export const NameChangedChatHistoryEntry = entryClass<NameChangedChatHistoryEntry>()("name_changed", `${HEAD} name`);

/** The chat got another topic. */
export interface TopicChangedChatHistoryEntry extends ChatHistoryEntry {
  /** The new topic. */
  readonly topic: string;
}
export const TopicChangedChatHistoryEntry = entryClass<TopicChangedChatHistoryEntry>()("topic_changed", `${HEAD} topic`);

/** @internal Checks options and writes the fields of the request after the id. */
export function historyWire(options: IChatHistorySearchOptions = {}): Wire[] {
  if (typeof options !== "object" || options === null) throw new TypeError(`options must be an object, but is ${describe(options)}`);
  const { startEvent, offset = 0, limit = 0, forward = false, eventFilter = [] } = options;
  if (startEvent !== undefined) checkIndex(startEvent, "options.startEvent");
  checkIndex(offset, "options.offset");
  checkIndex(limit, "options.limit");
  checkBoolean(forward, "options.forward");
  for (const type of eventFilter) checkFilled(type, "options.eventFilter");
  return [offset, limit, startEvent, forward, [...eventFilter]];
}
