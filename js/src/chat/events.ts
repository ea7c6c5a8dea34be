import type { IConvergenceEvent } from "../emitter.js";
import type { DomainUser } from "../identity/user.js";
import { eventClass } from "../records.js";
import type { IPendingMessage } from "./pending.js";

/** What all events of chats have. All of them are frozen. */
export interface IChatEvent extends IConvergenceEvent {
  /** The id of the chat. */
  readonly chatId: string;
}

/** Base of the events that are in the history of a chat. */
export abstract class ChatEvent implements IChatEvent {
  /** The name of the event. */
  declare readonly name: string;
  /** The id of the chat. */
  declare readonly chatId: string;
  /** Counts the events of the chat, from 0, its creation. */
  declare readonly eventNumber: number;
  /** When it happened, by the clock of the server. */
  declare readonly timestamp: Date;
  /** Who did it. */
  declare readonly user: DomainUser;
}

/** The fields of every one of them. */
const HEAD = "chatId eventNumber timestamp user";

/** Somebody has sent a message. The sender gets this as well. */
export interface ChatMessageEvent extends ChatEvent {
  /** The text. */
  readonly message: string;
}
export const ChatMessageEvent = eventClass<ChatMessageEvent>()("message", `${HEAD} message`, ChatEvent);

/** `user` has joined. */
export interface UserJoinedEvent extends ChatEvent {}
export const UserJoinedEvent = eventClass<UserJoinedEvent>()("user_joined", HEAD, ChatEvent);

/** `user` has left. */
export interface UserLeftEvent extends ChatEvent {}
export const UserLeftEvent = eventClass<UserLeftEvent>()("user_left", HEAD, ChatEvent);

/** `user` has made somebody a member. */
export interface UserAddedEvent extends ChatEvent {
  /** Who is a member now. */
  readonly addedUser: DomainUser;
}
export const UserAddedEvent = eventClass<UserAddedEvent>()("user_added", `${HEAD} addedUser`, ChatEvent);

/** `user` has ended somebody's membership. */
export interface UserRemovedEvent extends ChatEvent {
  /** Who is no member any more. */
  readonly removedUser: DomainUser;
}
export const UserRemovedEvent = eventClass<UserRemovedEvent>()("user_removed", `${HEAD} removedUser`, ChatEvent);

/** The chat has another name. */
export interface ChatNameChangedEvent extends ChatEvent {
  /** The name now. */
  readonly chatName: string;
}
export const ChatNameChangedEvent = eventClass<ChatNameChangedEvent>()("name_changed", `${HEAD} chatName`, ChatEvent);

/** The chat has another topic. */
export interface ChatTopicChangedEvent extends ChatEvent {
  /** The topic now. */
  readonly topic: string;
}
export const ChatTopicChangedEvent = eventClass<ChatTopicChangedEvent>()("topic_changed", `${HEAD} topic`, ChatEvent);

/** The chat was removed. */
export interface ChatRemovedEvent extends IChatEvent {}
export const ChatRemovedEvent = eventClass<ChatRemovedEvent>()("removed", "chatId");

/** A member has seen the events up to a number. */
export interface ChatEventsMarkedSeenEvent extends IChatEvent {
  /** The number of the newest of them. */
  readonly maxSeenEventNumber: number;
  /** The member. */
  readonly user: DomainUser;
}
export const ChatEventsMarkedSeenEvent = eventClass<ChatEventsMarkedSeenEvent>()("events_seen", "chatId maxSeenEventNumber user");

/**
 * Events came while there was no connection, and are not emitted: only the newest 200
 * are, after this. `getHistory({ startEvent: firstEventNumber, limit: count, forward: true })` has them,
 * at most 1,000 at a time.
 */
export interface ChatEventsMissedEvent extends IChatEvent {
  /** The number of the first of them. */
  readonly firstEventNumber: number;
  /** How many there are. */
  readonly count: number;
}
export const ChatEventsMissedEvent = eventClass<ChatEventsMissedEvent>()("events_missed", "chatId firstEventNumber count");

/** The user of this client is a member now, maybe because of another session. */
export interface ChatJoinedEvent extends IChatEvent {}
export const ChatJoinedEvent = eventClass<ChatJoinedEvent>()("joined", "chatId");

/** The user of this client is no member any more, maybe because of another session. */
export interface ChatLeftEvent extends IChatEvent {}
export const ChatLeftEvent = eventClass<ChatLeftEvent>()("left", "chatId");

/** A message waits for a connection. It is kept in the offline store and sent without being asked again. */
export interface ChatMessagePendingEvent extends IChatEvent {
  /** The message. */
  readonly pending: IPendingMessage;
}
export const ChatMessagePendingEvent = eventClass<ChatMessagePendingEvent>()("message_pending", "chatId pending");

/** The server does not take a message that had to wait; `pending.error` says why. It is not sent again. */
export interface ChatMessageRejectedEvent extends IChatEvent {
  /** The message. */
  readonly pending: IPendingMessage;
}
export const ChatMessageRejectedEvent = eventClass<ChatMessageRejectedEvent>()("message_rejected", "chatId pending");

/** @internal The names of the events of one chat. */
export const CHAT_EVENTS = {
  MESSAGE: "message",
  USER_JOINED: "user_joined",
  USER_LEFT: "user_left",
  USER_ADDED: "user_added",
  USER_REMOVED: "user_removed",
  EVENTS_MISSED: "events_missed",
} as const;
